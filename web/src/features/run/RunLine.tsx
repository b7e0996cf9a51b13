/** A run as a line; its steps below it on demand. */
import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useRun } from "~/api/queries/runs";
import type { ChangeView, RunView } from "~/api/types";
import { Icon } from "~/components/Icon";
import { Loaded } from "~/components/Loaded";
import { Time } from "~/components/Time";
import { Reverts } from "./Reverts";
import styles from "./RunLine.module.css";
import { RunMark } from "./RunMark";
import { RunSentence } from "./RunSentence";
import { Steps } from "./Steps";

export function RunLine({ run, changes }: { run: RunView; changes: readonly ChangeView[] }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <li className={styles.run}>
      <div className={styles.line}>
        <button
          type="button"
          className={styles.fold}
          aria-expanded={isOpen}
          aria-controls={id}
          aria-label={`Steps of run ${run.id}`}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? "down" : "right"} size={12} />
        </button>
        <RunMark run={run} />
        <p className={styles.words}>
          <RunSentence run={run} changes={changes} />
        </p>
        <span className={styles.when}>
          <Time at={run.started_at} />
        </span>
        <Link to="/runs/$run" params={{ run: String(run.id) }} className={styles.number} aria-label={`Run ${run.id}`}>
          #{run.id}
        </Link>
      </div>
      <div id={id} className={styles.steps} hidden={!isOpen}>
        {isOpen && <StepsOf id={run.id} />}
        {isOpen && <Reverts run={run} changes={changes} />}
      </div>
    </li>
  );
}

function StepsOf({ id }: { id: number }) {
  return (
    <Loaded query={useRun(id)} lines={2}>
      {(run) => <Steps run={run} />}
    </Loaded>
  );
}
