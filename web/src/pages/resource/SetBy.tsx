/** Who set a field: the author, how long ago, the commit in the resource's history, and the change. */
import { Link } from "@tanstack/react-router";
import type { BlameRow } from "~/api/types";
import { Time } from "~/components/Time";
import { nameOf } from "~/features/resource/setBy";
import { shortCommit } from "~/lib/words";

export function SetBy({ row }: { row: BlameRow | undefined }) {
  if (!row) return <span className="muted">not in Git</span>;
  if (!row.known) {
    return (
      <span className="muted" title={row.unknown_before ?? undefined}>
        unknown before <code>{shortCommit(row.unknown_before ?? "")}</code>
      </span>
    );
  }
  return (
    <span className="small">
      <span title={row.author ?? undefined}>{nameOf(row.author)}</span>
      {row.time != null && (
        <>
          , <Time at={row.time} />
        </>
      )}
      {row.commit && (
        <>
          ,{" "}
          <Link
            from="/fabrics/$fabric/resources/$kind/$namespace/$name"
            search={{ tab: "history" }}
            title={row.subject ?? undefined}
          >
            <code>{shortCommit(row.commit)}</code>
          </Link>
        </>
      )}
      {row.change && row.change_id && (
        <>
          ,{" "}
          <Link to="/changes/$change" params={{ change: row.change_id }}>
            {row.change}
          </Link>
        </>
      )}
      {row.policy && <span className="muted">, by {row.policy}</span>}
      {row.raw && <span className="muted">, out of {row.raw}</span>}
      {row.renamed_by && (
        <span className="muted" title={row.renamed_by}>
          , renamed by <code>{shortCommit(row.renamed_by)}</code>
        </span>
      )}
    </span>
  );
}
