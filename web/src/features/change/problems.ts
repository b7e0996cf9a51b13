/** What has to be fixed before a change can be published. Pure. */
import type { DiffView, FindingView } from "~/api/types";

/** Problems to be fixed; conflicts are decided. */
export function problemsOf(diff: Pick<DiffView, "problems"> | undefined): FindingView[] {
  return (diff?.problems ?? []).filter((finding) => finding.rule !== "conflict");
}
