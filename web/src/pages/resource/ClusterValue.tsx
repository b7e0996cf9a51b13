/** What the cluster has of one field; who changed it and when on hover. */
import type { InCluster } from "~/api/types";
import { movedWords, timeOf } from "~/features/drift/rows";
import { exact } from "~/lib/time";
import type { ClusterCell } from "./clusterCells";
import styles from "./FieldsTab.module.css";

interface Props {
  cell: ClusterCell;
  cluster: InCluster;
}

export function ClusterValue({ cell, cluster }: Props) {
  const title = titleOf(cell, cluster);
  switch (cell.kind) {
    case "nothing":
      return (
        <span className="muted" title={title}>
          –<span className="visually-hidden"> nothing is concluded</span>
        </span>
      );
    case "same":
      return (
        <span className="muted" title={cell.text}>
          as in Git
        </span>
      );
    case "part":
      return (
        <span className="muted">
          see <span className="mono">{cell.text}</span>
        </span>
      );
    case "none":
      return (
        <span className={cell.field ? styles.drifted : "muted"} title={title}>
          not there
        </span>
      );
    case "value": {
      const isAhead = cell.field?.moved === "git";
      const className = `mono ${styles.value} ${isAhead ? "soft" : styles.drifted}`;
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

function titleOf({ field, kind }: ClusterCell, cluster: InCluster): string | undefined {
  if (kind === "nothing") return cluster.problem ?? "nothing is concluded of it";
  if (!field) return undefined;
  const at = timeOf(field);
  const who = field.manager && `by ${field.manager.name}${at === undefined ? "" : `, ${exact(at)}`}`;
  return [movedWords(field.moved), who].filter(Boolean).join(" ");
}
