/** What can be said of a resource's references: what was not read yet is unknown, never none. */

import type { ResourceDetail } from "~/api/types";
import { editName } from "~/features/resource/identity";

type Sides = Pick<ResourceDetail, "references" | "referenced_by" | "referenced_by_state">;

/** How many resources refer to it; undefined while that is not known. What it refers to itself is not among them. */
export function referrerCount(detail: Sides): number | undefined {
  if (detail.referenced_by_state === "unknown") return undefined;
  return new Set(detail.referenced_by.map(editName)).size;
}

/** Whether it is known that there are none, either way. */
export function hasNone(detail: Sides): boolean {
  return referrerCount(detail) === 0 && detail.references.length === 0;
}
