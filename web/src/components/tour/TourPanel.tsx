/** The tour of a demo: three things to try in each direction, with lines to paste and the page to watch. */
import { useTour } from "~/api/queries/tour";
import type { Tour, TourStep } from "~/api/types";
import { Button, ButtonAnchorLink } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { useStored } from "~/lib/stored";
import styles from "./TourPanel.module.css";

const DIRECTIONS = [
  { id: "from git", title: "Push to Git and watch the page" },
  { id: "to git", title: "Edit here and look at Git" },
] as const;

/** Nothing on a server that has no tour. */
export function TourPanel() {
  const tour = useTour();
  const [isClosed, setClosed] = useStored("tour.closed", false);
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
  return (
    <section className={`panel ${styles.tour}`} aria-labelledby="tour-title">
      <header>
        <h2 id="tour-title">A short tour</h2>
        <p className="soft">This is a demo with a Git repository of its own. In a terminal, clone it once:</p>
        <Button look="quiet" isIconOnly icon="cross" onClick={onClose}>
          Close the tour
        </Button>
      </header>
      <Commands text={tour.clone} />
      <div className={styles.columns}>
        {DIRECTIONS.map(({ id, title }) => (
          <div key={id} className={styles.column}>
            <h3>{title}</h3>
            <ol>
              {tour.steps
                .filter((step) => step.direction === id)
                .map((step) => (
                  <Step key={step.title} step={step} />
                ))}
            </ol>
          </div>
        ))}
      </div>
    </section>
  );
}

function Step({ step }: { step: TourStep }) {
  const there = <ButtonAnchorLink href={step.page}>{step.page_title}</ButtonAnchorLink>;
  return (
    <li>
      <strong>{step.title}</strong>
      <p className="soft">{step.text}</p>
      {step.direction === "to git" && there}
      <Commands text={step.commands} />
      {step.direction === "from git" && there}
    </li>
  );
}

function Commands({ text }: { text: string }) {
  return (
    <div className={styles.commands}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} label="Copy the lines" />
    </div>
  );
}
