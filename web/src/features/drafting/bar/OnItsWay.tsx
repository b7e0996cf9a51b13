/** One's change on its way into Git, live, and what became of it. */
import { Link } from "@tanstack/react-router";
import type { ChangeView } from "~/api/types";
import { Button } from "~/components/Button";
import { ChangeStateBadge } from "~/components/StateBadge";
import { isUnderWay } from "~/features/change/states";
import { CommitName } from "~/features/commit/CommitName";
import styles from "./ChangeBar.module.css";

interface Props {
  change: ChangeView;
  onDismiss: () => void;
}

export default function OnItsWay({ change, onDismiss }: Props) {
  const { id, state, commit, fabric } = change;
  return (
    <section aria-label="Your change on its way" className={styles.bar}>
      <span className={styles.words} role="status">
        <span className={styles.your}>Your change </span>
        <Link to="/changes/$change" params={{ change: id }} className={styles.name}>
          {change.change}
        </Link>
        <span className="soft"> in {fabric}</span> <ChangeStateBadge state={state} />
        {commit && state === "published" && (
          <>
            {" "}
            as <CommitName commit={commit} fabric={fabric} />
          </>
        )}
      </span>
      {!isUnderWay(state) && (
        <Button look="quiet" icon="cross" isIconOnly onClick={onDismiss}>
          Dismiss
        </Button>
      )}
    </section>
  );
}
