/** The kinds that a new resource can have. Pure. */
import type { KindView } from "~/api/types";

/** Those that are in use first, then the rest; each by name. */
export function sortKinds(kinds: readonly KindView[]): KindView[] {
  return [...kinds].sort(
    (a, b) =>
      Number(b.resources > 0) - Number(a.resources > 0) ||
      a.kind.localeCompare(b.kind) ||
      a.group.localeCompare(b.group),
  );
}
