/** The exact diff that publishing would push, and the head it was computed on. */

import { useFabric } from "~/api/queries/fabrics";
import type { ChangeView, DiffView } from "~/api/types";
import { Button } from "~/components/Button";
import { DiffView as DiffFiles } from "~/components/diff/DiffView";
import { ErrorView } from "~/components/ErrorView";
import { Loading } from "~/components/Loaded";
import { Notice } from "~/components/Notice";
import { obstacle } from "~/features/change/reason";
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
  // of what conflicts, the server computes no diff
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
  const { head } = shown;
  if (isOld) return "Git or a draft changed; the diff is being computed again …";
  if (!head) return `${branch} has no commit yet.`;
  const commit = <CommitName commit={head} fabric={fabric} />;
  if (isRuledOut(shown)) {
    return (
      <>
        What these drafts would write onto {commit} of {branch}; nothing is pushed as long as a rule refuses it.
      </>
    );
  }
  return (
    <>
      What publishing would push onto {commit} of {branch}
      {isHeld(shown) ? ", once nothing is in the way." : "."}
    </>
  );
}

/** Rules refuse it, and it is in no conflict. */
function isRuledOut(shown: DiffView): boolean {
  return !isInConflict(shown) && shown.problems.some(({ severity }) => severity === "error");
}

/** Something has to be settled before any of it is pushed; a confirmation or an approval only lets it through. */
function isHeld(shown: DiffView): boolean {
  return isInConflict(shown) || obstacle(shown) !== undefined;
}

/** A conflict that is met for the first time has no record yet. */
function isInConflict({ problems, conflicts }: DiffView): boolean {
  return conflicts.length > 0 || problems.some(({ rule }) => rule === "conflict");
}

function hasProblems({ problems, conflicts }: DiffView): boolean {
  return problems.length + conflicts.length > 0;
}

function emptyWords({ waits }: DiffView): string {
  return waits
    ? "Resolve what blocks publishing first; then the diff is shown here."
    : "Publishing would push nothing: Git already contains all of it.";
}
