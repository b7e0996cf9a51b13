/** What Git would take, field by field: where there is no diff, because publishing it would be refused. */
import { spokenName } from "~/features/resource/identity";
import { count } from "~/lib/words";
import { shownPath } from "~/lib/yaml/shownPath";
import styles from "./Drift.module.css";
import { Value } from "./DriftResource";
import { MOST_FIELDS } from "./items";
import type { DriftRow } from "./rows";
import { fieldsTaken } from "./taking";

/** More resources than these are only counted. */
const MOST = 30;

interface Props {
  rows: readonly DriftRow[];
  /** The one field that is taken, where it is not all of them. */
  path: string | undefined;
}

export function TakenFields({ rows, path }: Props) {
  const more = rows.length - MOST;
  return (
    <ul aria-label="What would be taken" className="stack">
      {rows.slice(0, MOST).map(({ id, drift }) => {
        const fields = fieldsTaken(drift, path);
        return (
          <li key={id}>
            <span className={`mono ${styles.name}`}>{spokenName(drift)}</span>
            {fields.length === 0 && <span className="small soft"> all of it</span>}
            <ul>
              {fields.slice(0, MOST_FIELDS).map((field) => (
                <li key={field.path} className="small">
                  <span className="mono">{field.path === "" ? "all of it" : shownPath(field.path)}</span>:{" "}
                  <Value value={field.desired} /> → <Value value={field.actual} isChanged />
                </li>
              ))}
              {fields.length > MOST_FIELDS && (
                <li className="small soft">and {count(fields.length - MOST_FIELDS, "more field")}</li>
              )}
            </ul>
          </li>
        );
      })}
      {more > 0 && <li className="soft">and {count(more, "more resource")}</li>}
    </ul>
  );
}
