/** The tour of a demo: things to try in each direction, with lines to paste and the page to watch. What was done has a tick. */
import { useEffect, useMemo } from "react";
import { useTour } from "~/api/queries/tour";
import type { Tour, TourStep } from "~/api/types";
import { Button, ButtonAnchorLink } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { useStored } from "~/lib/stored";
import styles from "./TourPanel.module.css";
import { doneWords, remembered } from "./ticks";

const DIRECTIONS = [
  { id: "from git", title: "Push to Git and watch the page" },
  { id: "to git", title: "Edit here and look at Git" },
  { id: "in the cluster", title: "Edit in the cluster and watch the page" },
] as const;

const NOTHING: readonly string[] = [];

/** Nothing on a server that has no tour. */
export function TourPanel() {
  const [isClosed, setClosed] = useStored("tour.closed", false);
  const tour = useTour(!isClosed);
  if (!tour.data) return null;
  if (isClosed) {
    return (
      <div className={styles.closed}>
        <Button look="quiet" icon="info" onClick={() => setClosed(false)}>
          Show the tour
        </Button>
      </div>
    );
  }
  return <Steps tour={tour.data} onClose={() => setClosed(true)} />;
}

function Steps({ tour, onClose }: { tour: Tour; onClose: () => void }) {
  const [kept, keep] = useStored("tour.done", NOTHING);
  // some evidence passes: what drifted and was brought back was seen all the same
  const done = useMemo(() => remembered(kept, tour), [kept, tour]);
  useEffect(() => {
    if (done.length !== kept.length) keep(done);
  }, [done, kept, keep]);
  const isDone = ({ title }: TourStep) => done.includes(title);
  return (
    <section className={`panel ${styles.tour}`} aria-labelledby="tour-title">
      <header>
        <h2 id="tour-title">A short tour</h2>
        <p className="soft">
          This is a demo with a Git repository of its own.{" "}
          {doneWords(tour.steps.filter(isDone).length, tour.steps.length)} In a terminal, clone it once:
        </p>
        <Button look="quiet" isIconOnly icon="cross" onClick={onClose}>
          Close the tour
        </Button>
      </header>
      <Commands text={tour.clone} />
      <div className={styles.columns}>
        {DIRECTIONS.map(({ id, title }) => {
          const steps = tour.steps.filter((step) => step.direction === id);
          if (steps.length === 0) return null;
          return (
            <div key={id} className={styles.column} data-direction={id}>
              <h3>{title}</h3>
              <ol>
                {steps.map((step) => (
                  <Step key={step.title} step={step} isDone={isDone(step)} />
                ))}
              </ol>
            </div>
          );
        })}
      </div>
    </section>
  );
}

function Step({ step, isDone }: { step: TourStep; isDone: boolean }) {
  const there = <ButtonAnchorLink href={step.page}>{step.page_title}</ButtonAnchorLink>;
  return (
    <li data-done={isDone}>
      <strong>{step.title}</strong>
      {isDone && <span className={styles.done}>✓ done</span>}
      <p className="soft">{step.text}</p>
      {step.direction === "to git" && there}
      <Commands text={step.commands} />
      {step.direction !== "to git" && there}
    </li>
  );
}

function Commands({ text }: { text: string }) {
  return (
    <div className={styles.commands}>
      <pre>{text}</pre>
      <CopyButton text={text} label="Copy the lines" />
    </div>
  );
}
