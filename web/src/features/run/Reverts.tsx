/** The changes that a run published, each with the way back. */
import { Link } from "@tanstack/react-router";
import type { ChangeView, RunView } from "~/api/types";
import { useWho } from "~/features/permissions/whyNot";
import { RevertChange } from "~/features/revert/RevertChange";
import styles from "./RunLine.module.css";
import { revertible } from "./revertible";

interface Props {
  run: RunView;
  changes: readonly ChangeView[];
}

export function Reverts({ run, changes }: Props) {
  const found = revertible(run, changes, useWho());
  if (found.length === 0) return null;
  return (
    <ul className={styles.reverts} aria-label="Published by it">
      {found.map((change) => (
        <li key={change.id} className="line">
          <Link to="/changes/$change" params={{ change: change.id }}>
            {change.change}
          </Link>
          <RevertChange change={change} isOneOfMany />
        </li>
      ))}
    </ul>
  );
}
