/** One value of one side. */
import styles from "./FieldsTab.module.css";
import type { Cell } from "./fieldRows";

interface Props {
  cell: Cell;
  /** `Git`, or the change whose draft it is. */
  side: string;
  /** What the drafts were started from. */
  base: Cell;
}

export function FieldValue({ cell, side, base }: Props) {
  const title = base.kind === "value" ? `base: ${base.text}` : undefined;
  switch (cell.kind) {
    case "none":
      return (
        <span className="muted" title={title}>
          not there
        </span>
      );
    case "gone":
      return (
        <span className={styles.gone} title={title}>
          removed
        </span>
      );
    case "same":
      return (
        <span className="muted" title={cell.text}>
          as in Git
        </span>
      );
    case "off":
      return (
        <span className="muted" title={cell.text}>
          in comments
        </span>
      );
    case "value": {
      const className = `mono ${styles.value} ${side === "Git" ? "" : styles.drafted}`;
      return cell.isLong ? (
        <pre className={className} title={title}>
          {cell.text}
        </pre>
      ) : (
        <span className={className} title={title}>
          {cell.text}
        </span>
      );
    }
  }
}
