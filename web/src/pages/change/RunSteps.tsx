/** A run as its steps with their times, while it happens and afterwards. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useRun } from "~/api/queries/runs";
import { Icon } from "~/components/Icon";
import { inOneLine } from "~/features/change/reason";
import { duration } from "~/lib/time";
import { count } from "~/lib/words";
import styles from "./RunSteps.module.css";

interface Props {
  run: number;
  isOpenFirst: boolean;
}

const WORDS: Record<string, string> = {
  requested: "Requested",
  merging: "Merged",
  committed: "Committed",
  pushing: "Pushed",
  verified: "Verified",
  finalised: "Read back",
};

export function RunSteps({ run, isOpenFirst }: Props) {
  const { data } = useRun(run);
  const [isOpen, setOpen] = useState<boolean>();
  if (!data) return null;
  const { steps = [], ended_at, started_at } = data;
  const isShown = isOpen ?? isOpenFirst;
  return (
    <section aria-label="The run">
      <button type="button" className={styles.fold} aria-expanded={isShown} onClick={() => setOpen(!isShown)}>
        <Icon name={isShown ? "down" : "right"} size={12} />
        {ended_at
          ? `${count(steps.length, "step")} in ${duration(ended_at - started_at)}`
          : `Step ${steps.length}: ${(WORDS[steps.at(-1)?.name ?? ""] ?? data.state).toLowerCase()} …`}
      </button>
      {isShown && (
        <ol className={styles.steps} aria-live="polite">
          {steps.map((step, at) => (
            <li key={`${step.at}:${step.name}`} className={styles.step}>
              <Icon name={ended_at || at < steps.length - 1 ? "check" : "sync"} size={14} />
              <span>{WORDS[step.name] ?? step.name}</span>
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
