/** What could not be checked, and why: quiet, and folded until somebody asks. */

import { Marked } from "~/components/Marked";
import { count } from "~/lib/words";
import styles from "./NotPossible.module.css";

interface Props {
  /** How often a rule could not be judged. */
  many: number;
  /** A sentence for each reason. */
  reasons: readonly string[];
}

export function NotPossible({ many, reasons }: Props) {
  if (reasons.length === 0) return null;
  return (
    <details className={`small soft ${styles.reasons}`}>
      <summary>{many > 0 ? `${count(many, "check")} not possible: why` : "What could not be checked"}</summary>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>
            <Marked text={reason} />
          </li>
        ))}
      </ul>
    </details>
  );
}
