/** The tour: things to try in each direction, with lines to paste and the page to watch. What was done has a tick. */
import { useLocation } from "@tanstack/react-router";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { Tour, TourStep } from "~/api/types";
import { Button, ButtonAnchorLink } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { Icon } from "~/components/Icon";
import { readStored, useStored, writeStored } from "~/lib/stored";
import styles from "./TourPanel.module.css";
import { beginsFolded, doneWords, NOTHING_DONE, nextStep, remembered } from "./ticks";

const DIRECTIONS = [
  { id: "from git", title: "Push to Git and watch the page" },
  { id: "to git", title: "Edit here and look at Git" },
  { id: "in the cluster", title: "Edit in the cluster and watch the page" },
] as const;

interface Props {
  tour: Tour;
  onClose: () => void;
}

export default function TourPanel({ tour, onClose }: Props) {
  const [folded, setFolded] = useStored<boolean | null>("tour.folded", null);
  const { pathname } = useLocation();
  const done = useDone(tour);
  const isKnown = useIsKnown(tour.id);
  // a person who follows the tour keeps it open on the page that it leads to, and no longer than this visit
  const [isFollowed, setFollowed] = useState(false);
  const isFolded =
    !isFollowed && (folded ?? beginsFolded({ path: pathname, width: window.innerWidth, isKnown, done: done.length }));
  const panel = useRef<HTMLElement>(null);
  useFootHeight(panel);
  const [chosen, setChosen] = useState<string>();
  const choose = (title: string) => {
    setChosen(title);
    setFollowed(true);
  };
  const fold = (next: boolean) => {
    setFollowed(false);
    setFolded(next);
  };
  const step = tour.steps.find(({ title }) => title === chosen) ?? nextStep(tour, done);
  const words = doneWords(done.length, tour.steps.length);
  return (
    <section ref={panel} className={styles.tour} aria-label="Tour of the demo">
      <header className={styles.head}>
        <Button look="quiet" icon={isFolded ? "up" : "down"} aria-expanded={!isFolded} onClick={() => fold(!isFolded)}>
          Tour
        </Button>
        <p className="soft cut" role="status">
          {words || "Things to try in this demo."}
          {isFolded && step && ` Next: ${step.title}.`}
        </p>
        <Button look="quiet" isIconOnly icon="cross" onClick={onClose}>
          Close the tour for good
        </Button>
      </header>
      {!isFolded && (
        <div className={styles.open}>
          <Steps tour={tour} done={done} current={step?.title} onChoose={choose} />
          {step && (
            <Step
              step={step}
              isDone={done.includes(step.title)}
              clone={tour.clone}
              onFollow={() => choose(step.title)}
            />
          )}
        </div>
      )}
    </section>
  );
}

/** Whether this browser visited the demo before; the visit that is made now counts for the next. */
function useIsKnown(id: string): boolean {
  const [isKnown] = useState(() => readStored("tour.known", "") === id);
  useEffect(() => writeStored("tour.known", id), [id]);
  return isKnown;
}

/** What gets the focus is never below the tour: the window scrolls it above. */
function useFootHeight(panel: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (!panel.current) return;
    const { style } = document.documentElement;
    const watch = new ResizeObserver(([entry]) => {
      style.scrollPaddingBottom = `${entry?.borderBoxSize[0]?.blockSize ?? 0}px`;
    });
    watch.observe(panel.current);
    return () => {
      watch.disconnect();
      style.scrollPaddingBottom = "";
    };
  }, [panel]);
}

/** The titles of what was done. Some evidence passes: what drifted and was brought back was seen all the same. */
function useDone(tour: Tour): readonly string[] {
  const [kept, keep] = useStored("tour.done", NOTHING_DONE);
  const done = useMemo(() => remembered(kept, tour), [kept, tour]);
  useEffect(() => {
    if (done !== kept) keep(done);
  }, [done, kept, keep]);
  return done.titles;
}

interface StepsProps {
  tour: Tour;
  done: readonly string[];
  current: string | undefined;
  onChoose: (title: string) => void;
}

function Steps({ tour, done, current, onChoose }: StepsProps) {
  return (
    <div className={styles.steps}>
      {DIRECTIONS.map(({ id, title }) => {
        const steps = tour.steps.filter((step) => step.direction === id);
        if (steps.length === 0) return null;
        return (
          <section key={id} aria-label={title}>
            <h2>{title}</h2>
            <ol>
              {steps.map((step) => {
                const isDone = done.includes(step.title);
                return (
                  <li key={step.title} data-done={isDone}>
                    <button
                      type="button"
                      className={styles.choose}
                      aria-current={step.title === current ? "step" : undefined}
                      onClick={() => onChoose(step.title)}
                    >
                      <span className={styles.tick}>{isDone && <Icon name="check" size={14} />}</span>
                      {step.title}
                      {isDone && <span className="visually-hidden"> (done)</span>}
                    </button>
                  </li>
                );
              })}
            </ol>
          </section>
        );
      })}
    </div>
  );
}

interface StepProps {
  step: TourStep;
  isDone: boolean;
  clone: string;
  onFollow: () => void;
}

function Step({ step, isDone, clone, onFollow }: StepProps) {
  return (
    <div className={styles.step}>
      <div className="line">
        <h2>{step.title}</h2>
        {isDone && <span className={styles.done}>✓ done</span>}
      </div>
      <p className="soft">{step.text}</p>
      {!isDone && (
        <p className="soft small">
          It is ticked once the server sees it, with the names and values that are given here, done on the page or in a
          terminal.
        </p>
      )}
      <div>
        <ButtonAnchorLink href={step.page} onClick={onFollow}>
          {step.page_title}
        </ButtonAnchorLink>
      </div>
      <Commands text={step.commands} label="Copy the lines" />
      <p className="soft small">The lines are for a terminal in a clone. Made once:</p>
      <Commands text={clone} label="Copy the lines that clone" />
    </div>
  );
}

function Commands({ text, label }: { text: string; label: string }) {
  return (
    <div className={styles.commands}>
      <pre>{text}</pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}
