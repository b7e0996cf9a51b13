/** How a run ended, or that it is under way: a mark whose shape says it too. */
import type { RunView } from "~/api/types";
import { Icon } from "~/components/Icon";
import styles from "./Run.module.css";
import { isOver } from "./sentence";

export function RunMark({ run }: { run: RunView }) {
  const [tone, icon, words] = !isOver(run)
    ? ([styles.news, "sync", "under way"] as const)
    : run.state === "failed"
      ? ([styles.conflict, "error", "failed"] as const)
      : ([styles.sync, "check", "done"] as const);
  return (
    <span className={`${styles.mark} ${tone}`} title={words} data-running={!isOver(run)}>
      <Icon name={icon} size={14} />
      <span className="visually-hidden">{words}</span>
    </span>
  );
}
