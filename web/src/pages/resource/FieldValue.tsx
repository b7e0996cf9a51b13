/** One value of one side. */
import styles from "./FieldsTab.module.css";
import type { Cell } from "./fieldRows";

interface Props {
  cell: Cell;
  /** `Git`, or the change whose draft it is. */
  side: string;
  /** What the drafts were started from. */
  base: Cell;
  /** Who set it, in a line. */
  origin?: string | undefined;
}

export function FieldValue({ cell, side, base, origin }: Props) {
  const was = base.kind === "value" ? `base: ${base.text}` : undefined;
  const title = [origin, was].filter((line) => line !== undefined).join("\n") || undefined;
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
