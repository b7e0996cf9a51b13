/** Where a finding of a file stands in the resource's own text. Pure. */
import type { FindingView, ResourceDetail } from "~/api/types";

type Placed = Pick<ResourceDetail, "path" | "line" | "text">;

/** The line from 1; nothing when it is about the whole file, another file or a neighbour. */
export function ownLine(finding: Pick<FindingView, "path" | "line">, detail: Placed): number | undefined {
  if (finding.line < 1 || typeof detail.line !== "number" || finding.path !== detail.path) return undefined;
  const line = finding.line - detail.line + 1;
  const lines = (detail.text ?? "").split("\n").length;
  return line >= 1 && line <= lines ? line : undefined;
}
