/** Says that a choice no longer holds, as it was made for other values. */
import type { ConflictView } from "~/api/types";
import { partiesOf, sideLabel } from "~/features/conflict/set";
import styles from "./ConflictPage.module.css";
import type { Choice } from "./choices";

export function Lost({ lost, conflict }: { lost: Choice | undefined; conflict: ConflictView }) {
  if (!lost) return null;
  return (
    <p className={`small ${styles.lost}`} role="status">
      You had chosen {"take" in lost ? sideLabel(lost.take, partiesOf(conflict)) : "a value of your own"}; since then a
      side has another value, so it is asked again.
    </p>
  );
}
