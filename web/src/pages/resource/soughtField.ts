/** Which row of the fields has a field that was searched for. Pure. */
import { readPath, type Segment } from "~/lib/yaml/fieldPath";
import type { FieldRow } from "./fieldRows";

type Row = Pick<FieldRow, "path" | "git">;

/**
 * The path of the row: that of the field itself, of the list that is one value and has it inside, or of the first field
 * below it. A search names an item by its place, a row may name it by its key: the items of Git's text stand in its order.
 */
export function soughtField(rows: readonly Row[], field: string): string | undefined {
  const sought = readPath(field);
  if (!sought) return undefined;
  let within = rows.flatMap(({ path, git }) => {
    const segments = git.kind === "none" ? undefined : readPath(path);
    return segments ? [{ path, segments }] : [];
  });
  for (const [depth, step] of sought.entries()) {
    const at = (row: { segments: Segment[] }) => JSON.stringify(row.segments[depth]);
    const whole = within.find(({ segments }) => segments.length === depth);
    const isItem = within.some(({ segments }) => "item" in (segments[depth] ?? {}));
    const items = [...new Set(within.filter(({ segments }) => segments.length > depth).map(at))];
    const wanted = "index" in step && isItem ? items[step.index] : JSON.stringify(step);
    const next = within.filter((row) => row.segments.length > depth && at(row) === wanted);
    if (next.length === 0) return depth > 0 ? whole?.path : undefined;
    within = next;
  }
  return within[0]?.path;
}
