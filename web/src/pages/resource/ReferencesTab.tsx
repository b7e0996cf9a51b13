/** What a resource refers to, and what refers to it. */

import { Link } from "@tanstack/react-router";
import type { ResourceDetail } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { EmptyState } from "~/components/EmptyState";
import { Badge } from "~/components/StateBadge";
import { spokenName } from "~/features/resource/identity";
import { shownPath } from "~/lib/yaml/shownPath";
import styles from "./ReferencesTab.module.css";
import { hasNone } from "./references";

interface Row {
  kind: string;
  namespace: string;
  name: string;
  field: string;
  exists?: boolean | null;
  /** A default that nobody wrote. */
  implied?: boolean;
  /** What of it is meant. */
  part?: string | null;
}

export function ReferencesTab({ fabric, detail }: { fabric: string; detail: ResourceDetail }) {
  const { references, referenced_by, referenced_by_state } = detail;
  if (hasNone(detail)) {
    return (
      <EmptyState title="No references">
        {spokenName(detail)} refers to no other resource, and none refers to it: deleting it affects no other resource.
      </EmptyState>
    );
  }
  return (
    <div className={styles.sides}>
      <Side
        fabric={fabric}
        title={`What refers to ${spokenName(detail)}`}
        none={
          referenced_by_state === "known"
            ? "Nothing refers to it."
            : "Not known yet: the fabric's texts are still being read. This page shows it as soon as it is."
        }
        rows={referenced_by}
      />
      <Side fabric={fabric} title="What it refers to" none="It refers to nothing." rows={references} />
    </div>
  );
}

interface SideProps {
  fabric: string;
  title: string;
  none: string;
  rows: readonly Row[];
}

function Side({ fabric, title, none, rows }: SideProps) {
  return (
    <section className={`panel ${styles.side}`} aria-label={title}>
      <h2>{title}</h2>
      {rows.length === 0 && <p className="soft">{none}</p>}
      <ul>
        {rows.map((row) => (
          <li key={`${row.kind}/${row.namespace}/${row.name}:${row.field}`} className={styles.row}>
            {row.exists === false || row.exists === null ? (
              <span className="mono">{spokenName(row)}</span>
            ) : (
              <Link to={resourceHref(fabric, row)} className="mono">
                {spokenName(row)}
              </Link>
            )}
            {row.exists === false && <Badge tone="conflict">does not exist</Badge>}
            {row.part && <span className="mono small">{row.part}</span>}
            <span className="mono small muted">
              {shownPath(row.field)}
              {row.implied && ", the default"}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
