/** The exact diff that publishing would push, and the head it was computed on. */

import { useFabric } from "~/api/queries/fabrics";
import type { ChangeView, DiffView } from "~/api/types";
import { Button } from "~/components/Button";
import { DiffView as DiffFiles } from "~/components/diff/DiffView";
import { ErrorView } from "~/components/ErrorView";
import { Loading } from "~/components/Loaded";
import { Notice } from "~/components/Notice";
import { CommitName } from "~/features/commit/CommitName";
import { useFileTexts } from "~/features/commit/wholeTexts";
import { shortCommit } from "~/lib/words";
import { DraftDiffs } from "./DraftDiffs";
import type { PreviewState } from "./usePreview";

interface Props {
  change: ChangeView;
  preview: PreviewState;
  isUnderWay: boolean;
}

export function Preview({ change, preview, isUnderWay }: Props) {
  const { shown, isOld, moved, takeNote, error, retry } = preview;
  const branch = useFabric(change.fabric).data?.branch ?? "the branch";
  const wholeOf = useFileTexts(change.fabric, shown?.head ?? undefined);
  if (!shown) return error ? <ErrorView error={error} onRetry={retry} /> : <Loading lines={10} />;
  const isRefused = shown.diff === "" && hasProblems(shown);
  return (
    <section aria-label="Diff" className="stack">
      {error && !isUnderWay && <ErrorView error={error} onRetry={retry} />}
      {moved && (
        <Notice
          tone="news"
          title={`${branch} changed while this page was open.`}
          action={<Button onClick={takeNote}>Dismiss notice</Button>}
        >
          <p>
            The diff was computed again, on <span className="mono">{shortCommit(moved.to)}</span> instead of{" "}
            <span className="mono">{shortCommit(moved.from)}</span>
            {moved.isSame ? "; it is the same as before." : ". Review it again before you publish."}
          </p>
        </Notice>
      )}
      {(isOld || !isRefused) && (
        <p className="small soft" role="status">
          {isUnderWay ? (
            "What is being published."
          ) : (
            <Basis fabric={change.fabric} shown={shown} branch={branch} isOld={isOld} />
          )}
        </p>
      )}
      {isRefused ? (
        <DraftDiffs change={change} />
      ) : (
        <DiffFiles diff={shown.diff} empty={emptyWords(shown)} wholeOf={wholeOf} />
      )}
    </section>
  );
}

interface BasisProps {
  fabric: string;
  shown: DiffView;
  branch: string;
  isOld: boolean;
}

function Basis({ fabric, shown, branch, isOld }: BasisProps) {
  const { head, waits } = shown;
  if (isOld) return "Git or a draft changed; the diff is being computed again …";
  if (!head) return `${branch} has no commit yet.`;
  return (
    <>
      What publishing would push onto <CommitName commit={head} fabric={fabric} /> of {branch}
      {hasProblems(shown) || waits ? ", once nothing is in the way." : "."}
    </>
  );
}

/** Rules are broken or conflicts are open: of what conflicts, the server computes no diff. */
function hasProblems({ problems, conflicts }: DiffView): boolean {
  return problems.length + conflicts.length > 0;
}

function emptyWords({ waits }: DiffView): string {
  return waits
    ? "Resolve what blocks publishing first; then the diff is shown here."
    : "Publishing would push nothing: Git already contains all of it.";
}
