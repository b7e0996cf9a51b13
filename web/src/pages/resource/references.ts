/** What can be said of a resource's references: what was not read yet is unknown, never none. */

import type { ResourceDetail } from "~/api/types";
import { spokenName } from "~/features/resource/identity";
import { count, list } from "~/lib/words";

type Sides = Pick<ResourceDetail, "references" | "referenced_by" | "referenced_by_state">;

/** How many names are spoken before "…". */
const NAMED = 5;

/** How many references there are both ways; undefined while that is not known. */
export function referenceCount(detail: Sides): number | undefined {
  if (detail.referenced_by_state === "unknown") return undefined;
  return detail.references.length + detail.referenced_by.length;
}

/** What a deletion or switching off would do to those who refer to it; undefined where it does nothing. */
export function lossOf(detail: Sides): string | undefined {
  if (detail.referenced_by_state === "unknown") {
    return "It is not known yet what refers to it: the fabric's texts are still being read.";
  }
  const names = detail.referenced_by.map(spokenName);
  if (names.length === 0) return undefined;
  const first = [...new Set(names)].slice(0, NAMED);
  const rest = names.length > first.length ? " …" : "";
  return `${count(names.length, "reference")} to it would point to nothing: ${list(first)}${rest}.`;
}
