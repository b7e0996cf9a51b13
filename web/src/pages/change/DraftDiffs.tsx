/** What each draft of a change would change, where there is no diff of all: publishing them as they are would be refused. */
import { useQueries } from "@tanstack/react-query";
import { resourceQuery } from "~/api/queries/resource";
import type { ChangeView } from "~/api/types";
import { DiffView } from "~/components/diff/DiffView";
import { wholeText } from "~/components/diff/useFolds";
import { ErrorView } from "~/components/ErrorView";
import { Loading } from "~/components/Loaded";
import { addressOf, editName, spokenName } from "~/features/resource/identity";
import { count } from "~/lib/words";
import { draftDiff } from "./draftDiff";

/** The drafts of larger changes are looked at one by one. */
const MOST = 30;

export function DraftDiffs({ change }: { change: ChangeView }) {
  const looked = change.drafts.slice(0, MOST);
  const found = useQueries({ queries: looked.map((draft) => resourceQuery(addressOf(change.fabric, draft))) });
  if (found.some((query) => query.isPending)) return <Loading lines={6} />;
  const diffs = found.flatMap(({ data }) => (data && draftDiff(data.data, change.id)) ?? []);
  const failed = looked.flatMap((draft, at) => {
    const query = found[at];
    return query?.error && !query.data ? [{ draft, query }] : [];
  });
  return (
    <>
      <p className="small soft">
        Publishing is refused until what blocks it is resolved. This is each draft beside the text that it was started
        from.
        {change.drafts.length > MOST && ` The first ${MOST} of ${count(change.drafts.length, "resource")}.`}
      </p>
      {failed.map(({ draft, query }) => (
        <ErrorView key={editName(draft)} error={query.error} onRetry={() => void query.refetch()}>
          <p>The draft of {spokenName(draft)} is not shown.</p>
        </ErrorView>
      ))}
      {(diffs.length > 0 || failed.length === 0) && (
        <DiffView
          diff={diffs.map(({ diff }) => diff).join("")}
          empty={change.drafts.length > MOST ? "These drafts change nothing." : "The drafts change nothing."}
          thing="resource"
          wholeOf={(_, at) => diffs[at] && wholeText(diffs[at].before, "before")}
        />
      )}
    </>
  );
}
