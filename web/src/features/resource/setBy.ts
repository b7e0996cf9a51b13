/** Who set a field, from the rows of a blame. Pure. */
import type { BlameRow } from "~/api/types";
import { exact } from "~/lib/time";
import { shortCommit } from "~/lib/words";

/** Whether a place is another one or above it. */
export function holds(place: string, other: string): boolean {
  if (place === "" || place === other) return true;
  return other.startsWith(place) && (other[place.length] === "." || other[place.length] === "[");
}

/** Who set what is at a place: of several fields below it, the one that was set last. */
export function setAt(rows: readonly BlameRow[], place: string): BlameRow | undefined {
  const meant = rows.filter((row) => holds(place, row.path) || holds(row.path, place));
  const known = meant.filter((row) => row.known);
  if (known.length === 0) return meant[0];
  return known.reduce((last, row) => ((row.time ?? 0) > (last.time ?? 0) ? row : last));
}

/** The name of an author without the address. */
export function nameOf(author: string | null | undefined): string {
  return author?.replace(/ <[^<>]*>$/, "") || "somebody";
}

/** What a field came from beside its commit: the change, the policy, the file of raw/. */
export function sourceOf(row: BlameRow): string | undefined {
  if (row.change) return row.policy ? `change ${row.change}, by ${row.policy}` : `change ${row.change}`;
  return row.raw ? `out of ${row.raw}` : undefined;
}

/** All of it in one line, to be shown on hover. */
export function originWords(row: BlameRow | undefined): string | undefined {
  if (!row) return undefined;
  if (!row.known) return `unknown before ${shortCommit(row.unknown_before ?? "")}`;
  const said = [`set by ${nameOf(row.author)}`];
  if (row.time != null) said.push(exact(row.time));
  if (row.commit) said.push(`commit ${shortCommit(row.commit)}`);
  const source = sourceOf(row);
  if (source) said.push(source);
  if (row.renamed_by) said.push(`renamed by commit ${shortCommit(row.renamed_by)}`);
  return said.join(", ");
}
