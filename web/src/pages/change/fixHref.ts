/** Where a person fixes what a finding of a change tells of. Pure. */
import type { ChangeView, FindingView } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { readName, spokenName } from "~/features/resource/identity";

/** The form of the draft, at the finding's line; nothing where the change has no draft of that resource. */
export function fixHref(
  change: Pick<ChangeView, "change" | "fabric" | "drafts">,
  finding: Pick<FindingView, "resource" | "line">,
): string | undefined {
  const named = finding.resource ? readName(finding.resource) : undefined;
  const draft = named && change.drafts.find((one) => spokenName(one) === spokenName(named));
  if (!draft) return undefined;
  const search = new URLSearchParams({ tab: "form", change: change.change });
  if (finding.line > 0) search.set("fileline", String(finding.line));
  return `${resourceHref(change.fabric, draft)}?${search}`;
}
