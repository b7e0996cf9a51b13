/** The exact diff that publishing would push, and the head it was computed on. */

import { useFabric } from "~/api/queries/fabrics";
import type { ChangeView } from "~/api/types";
import { Button } from "~/components/Button";
import { DiffView } from "~/components/diff/DiffView";
import { ErrorView } from "~/components/ErrorView";
import { Loading } from "~/components/Loaded";
import { Notice } from "~/components/Notice";
import { shortCommit } from "~/lib/words";
import type { usePreview } from "./usePreview";

interface Props {
  change: ChangeView;
  preview: ReturnType<typeof usePreview>;
  isUnderWay: boolean;
}

export function Preview({ change, preview, isUnderWay }: Props) {
  const { query, diff, moved, takeNote } = preview;
  const branch = useFabric(change.fabric).data?.branch ?? "the branch";
  if (!diff) {
    return query.error ? (
      <ErrorView error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Loading lines={10} />
    );
  }
  return (
    <section aria-label="Diff" className="stack">
      {query.error && !isUnderWay && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {moved && !isUnderWay && (
        <Notice
          tone="news"
          title={`${branch} moved while you were here.`}
          action={<Button onClick={takeNote}>Seen</Button>}
        >
          <p>
            The diff was computed anew, on <span className="mono">{shortCommit(moved.to)}</span> instead of{" "}
            <span className="mono">{shortCommit(moved.from)}</span>
            {moved.isSame ? "; it is the same as before." : ". Look at it again before you publish."}
          </p>
        </Notice>
      )}
      <p className="small soft">
        {diff.head ? (
          <>
            What publishing would push onto{" "}
            <span className="mono" title={diff.head}>
              {shortCommit(diff.head)}
            </span>{" "}
            of {branch}
            {query.isFetching ? ", being computed anew …" : "."}
          </>
        ) : (
          `${branch} has no commit yet.`
        )}
      </p>
      <DiffView
        diff={diff.diff}
        empty={
          diff.problems.length + diff.conflicts.length > 0
            ? "What stops it must be settled first; then the diff stands here."
            : "Publishing would push nothing: Git has all of it already."
        }
      />
    </section>
  );
}
