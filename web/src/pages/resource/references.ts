/** What can be said of a resource's references: what was not read yet is unknown, never none. */

import type { ResourceDetail } from "~/api/types";

type Sides = Pick<ResourceDetail, "references" | "referenced_by" | "referenced_by_state">;

/** How many references there are both ways; undefined while that is not known. */
export function referenceCount(detail: Sides): number | undefined {
  if (detail.referenced_by_state === "unknown") return undefined;
  return detail.references.length + detail.referenced_by.length;
}
