/** Git moved under a draft: what will happen when it is published, and what Git changed. */
import { useState } from "react";
import type { ConflictView, ResourceDetail, ResourceDraft } from "~/api/types";
import { Button, ButtonLink } from "~/components/Button";
import { YamlMerge } from "~/components/editor/YamlEditor";
import { Notice } from "~/components/Notice";
import { isCrossResource, partiesOf } from "~/features/conflict/set";
import { isWithCluster } from "~/features/conflict/withCluster";
import { count } from "~/lib/words";

interface Props {
  fabric: string;
  detail: ResourceDetail;
  draft: ResourceDraft;
}

export function GitMoved({ fabric, detail, draft }: Props) {
  const [isOpen, setOpen] = useState(false);
  if (draft.state !== "outdated" && draft.state !== "conflict") return null;
  const conflicts = detail.conflicts.filter(
    (one) => one.state === "open" && partiesOf(one) === "draft" && one.change_id === draft.change_id,
  );
  const isConflict = draft.state === "conflict";
  const title = titleOf(conflicts);
  const canCompare =
    draft.base_text !== undefined && typeof detail.text === "string" && draft.base_text !== detail.text;
  const what = isConflict
    ? `${count(conflicts.length, "conflict")} must be decided before ${draft.change} can be published.`
    : "Publishing merges both: Git's edits and the draft's do not touch the same fields.";
  return (
    <>
      <Notice
        tone={isConflict ? "conflict" : "news"}
        title={title}
        action={
          <span className="line">
            {canCompare && (
              <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
                {isOpen ? "Hide what Git changed" : "Show what Git changed"}
              </Button>
            )}
            {isConflict && (
              <ButtonLink to="/conflicts" search={{ fabric, change: draft.change }}>
                Decide conflicts
              </ButtonLink>
            )}
          </span>
        }
      >
        <p>{what}</p>
      </Notice>
      {isOpen && canCompare && (
        <section aria-label="What Git changed">
          <p className="small soft">Git when the draft was started, and Git now:</p>
          <YamlMerge before={draft.base_text ?? ""} after={detail.text ?? ""} label="Git" />
        </section>
      )}
    </>
  );
}

/** What happened since the draft was started. */
function titleOf(conflicts: readonly ConflictView[]): string {
  if (conflicts.length === 0) return "Git changed since this draft was started.";
  if (conflicts.every(isCrossResource)) {
    return "This draft breaks a rule together with what came to Git since it was started.";
  }
  if (conflicts.every(isWithCluster)) return "What this draft changes was changed in the cluster too.";
  return conflicts.some(isWithCluster)
    ? "Git changed since this draft was started, and what it changes was changed in the cluster too."
    : "Git changed since this draft was started.";
}
