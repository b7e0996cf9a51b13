/** What could not be checked, and why: quiet, and folded until somebody asks. */
import { count } from "~/lib/words";
import { NotCheckedText } from "./NotCheckedText";
import styles from "./NotPossible.module.css";

interface Props {
  fabric: string;
  /** How often a rule could not be judged. */
  many: number;
  /** A sentence for each reason. */
  reasons: readonly string[];
}

export function NotPossible({ fabric, many, reasons }: Props) {
  if (reasons.length === 0) return null;
  return (
    <details className={`small soft ${styles.reasons}`}>
      <summary>{many > 0 ? `${count(many, "check")} not possible: why` : "What could not be checked"}</summary>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>
            <NotCheckedText fabric={fabric} text={reason} />
          </li>
        ))}
      </ul>
    </details>
  );
}
