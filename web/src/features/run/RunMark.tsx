/** How a run ended, or that it is under way: a mark whose shape says it too. */
import type { RunStepView, RunView } from "~/api/types";
import { Icon } from "~/components/Icon";
import { type Mark, runMark, stepMark } from "./outcome";
import styles from "./Run.module.css";
import { isOver } from "./sentence";

export function RunMark({ run }: { run: RunView }) {
  return <MarkOf mark={runMark(run)} isRunning={!isOver(run)} />;
}

/** How a step ended. */
export function StepMark({ step }: { step: RunStepView }) {
  return <MarkOf mark={stepMark(step)} />;
}

function MarkOf({ mark: { tone, icon, words }, isRunning = false }: { mark: Mark; isRunning?: boolean }) {
  return (
    <span className={`${styles.mark} ${styles[tone]}`} title={words} data-running={isRunning}>
      <Icon name={icon} size={14} />
      <span className="visually-hidden">{words}</span>
    </span>
  );
}
