/** A run as its steps with their times, while it happens and afterwards. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useRun } from "~/api/queries/runs";
import { Icon } from "~/components/Icon";
import { stateWord } from "~/components/state/words";
import { inOneLine } from "~/features/change/reason";
import { stepWords } from "~/features/run/outcome";
import { StepMark } from "~/features/run/RunMark";
import { duration } from "~/lib/time";
import { count } from "~/lib/words";
import styles from "./RunSteps.module.css";

interface Props {
  run: number;
  isOpenFirst: boolean;
}

export function RunSteps({ run, isOpenFirst }: Props) {
  const { data } = useRun(run);
  const [isOpen, setOpen] = useState<boolean>();
  if (!data) return null;
  const { steps = [], ended_at, started_at } = data;
  const last = steps.at(-1);
  const isShown = isOpen ?? isOpenFirst;
  return (
    <section aria-label="The run">
      <button type="button" className={styles.fold} aria-expanded={isShown} onClick={() => setOpen(!isShown)}>
        <Icon name={isShown ? "down" : "right"} size={12} />
        {ended_at
          ? `${count(steps.length, "step")} in ${duration(ended_at - started_at)}`
          : `Step ${steps.length}: ${last ? stepWords(last).toLowerCase() : stateWord("RunState", data.state).word} …`}
      </button>
      {isShown && (
        <ol className={styles.steps} aria-live="polite">
          {steps.map((step) => (
            <li key={`${step.at}:${step.name}`} className={styles.step}>
              <StepMark step={step} />
              <span>{stepWords(step)}</span>
              <span className="soft small cut" title={step.detail ?? undefined}>
                {step.detail}
              </span>
              <span className="number mono small">{duration(step.duration_us / 1000)}</span>
            </li>
          ))}
          <li className="small">
            <Link to="/runs/$run" params={{ run: String(run) }}>
              Run {run}
            </Link>
            {data.reason && `: ${inOneLine(data.reason)}`}
          </li>
        </ol>
      )}
    </section>
  );
}
