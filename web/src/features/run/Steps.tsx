/** The steps of a run with their times, as bars one after another. */
import type { RunView } from "~/api/types";
import { duration, exact } from "~/lib/time";
import { shortCommit } from "~/lib/words";
import { barsOf } from "./bars";
import { stepWords } from "./outcome";
import styles from "./Run.module.css";
import { StepMark } from "./RunMark";
import { isOver } from "./sentence";

/** Forty digits of a commit say no more than ten. */
function withShortCommits(text: string | null | undefined): string | undefined {
  return text?.replace(/\b[0-9a-f]{40,64}\b/g, shortCommit);
}

export function Steps({ run }: { run: RunView }) {
  const steps = run.steps ?? [];
  if (steps.length === 0) {
    return (
      <p className="muted small">
        {isOver(run) ? "It has no steps of its own." : "Its steps are shown when it has ended."}
      </p>
    );
  }
  const whole = steps.reduce((sum, step) => sum + step.duration_us, 0);
  return (
    <table className={styles.steps}>
      <caption className="visually-hidden">Steps of run {run.id}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Step</th>
          <th scope="col">Result</th>
          <th scope="col">Share</th>
          <th scope="col">Duration</th>
        </tr>
      </thead>
      <tbody>
        {barsOf(steps).map(({ step, from, width }, at) => (
          <tr key={at.toString()}>
            <th scope="row" title={exact(step.at)}>
              <span className={styles.step}>
                <StepMark step={step} /> {stepWords(step)}
              </span>
            </th>
            <td className={styles.detail} title={step.detail ?? undefined}>
              {withShortCommits(step.detail)}
            </td>
            <td className={styles.track}>
              <svg width="100%" height="10" aria-hidden="true">
                <rect className={styles.ground} x="0" y="4" width="100%" height="2" />
                <rect
                  className={styles.bar}
                  x={`${from}%`}
                  y="1"
                  height="8"
                  rx="1"
                  style={{ width: `max(2px, ${width}%)` }}
                />
              </svg>
            </td>
            <td className={styles.time}>{duration(step.duration_us / 1000)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={3}>
            All steps together
          </th>
          <td className={styles.time}>{duration(whole / 1000)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
