/** What was done with one fabric, newest first. */
import { useChanges } from "~/api/queries/changes";
import { useRuns } from "~/api/queries/runs";
import { EmptyState } from "~/components/EmptyState";
import { Loaded } from "~/components/Loaded";
import { More } from "~/features/run/More";
import { RunLine } from "~/features/run/RunLine";

export function ActivityTab({ fabric }: { fabric: string }) {
  const runs = useRuns({ fabric });
  const changes = useChanges({ fabric });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = runs;
  return (
    <Loaded query={runs}>
      {({ pages }) => {
        const shown = pages.flatMap((page) => page.items);
        if (shown.length === 0) {
          return (
            <div className="panel">
              <EmptyState title="No runs yet">
                Each sync and publish is listed here with its steps and times.
              </EmptyState>
            </div>
          );
        }
        return (
          <>
            <ol className="panel" aria-label={`Runs of ${fabric}, newest first`}>
              {shown.map((run) => (
                <RunLine key={run.id} run={run} changes={changes.data ?? []} />
              ))}
            </ol>
            <More hasMore={hasNextPage} isBusy={isFetchingNextPage} onMore={() => void fetchNextPage()} />
          </>
        );
      }}
    </Loaded>
  );
}
