/** What a commit did to each resource of a change, as the files of one diff. Pure. */
import type { ResourceId } from "~/api/keys";
import type { HistoryEntry } from "~/api/types";

interface Looked {
  id: ResourceId;
  entries: readonly Pick<HistoryEntry, "commit" | "diff">[];
}

/** A part of the diff with exactly one file, and the resource whose text it is of. */
export interface Part {
  id: ResourceId;
  commit: string;
  diff: string;
}

/** Each difference once: of a resource that was renamed two names tell the same. */
export function partsOf(looked: readonly Looked[], commit: string): Part[] {
  const parts = new Map<string, Part>();
  for (const { id, entries } of looked) {
    for (const { diff } of entries.filter((entry) => entry.commit === commit && entry.diff !== "")) {
      if (!parts.has(diff)) parts.set(diff, { id, commit, diff });
    }
  }
  return [...parts.values()];
}
