/** What Hedgerow did, newest first, each as a sentence. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useNewestChanges } from "~/api/queries/changes";
import { useFabrics } from "~/api/queries/fabrics";
import { useRuns } from "~/api/queries/runs";
import type { RunKind, RunOutcome, RunView } from "~/api/types";
import { EmptyState } from "~/components/EmptyState";
import { SelectField } from "~/components/fields";
import { Loaded } from "~/components/Loaded";
import { PageHeader } from "~/components/PageHeader";
import { SavedFilters } from "~/features/filters/SavedFilters";
import { More } from "~/features/run/More";
import { RunLine } from "~/features/run/RunLine";
import { fabricsOf, isOver } from "~/features/run/sentence";
import { count, list } from "~/lib/words";
import styles from "./ActivityPage.module.css";

const KINDS: readonly { value: RunKind | ""; label: string }[] = [
  { value: "", label: "Everything" },
  { value: "publish", label: "Publishes" },
  { value: "ingest", label: "Syncs from Git" },
  { value: "normalise", label: "raw/ to managed/" },
  { value: "repair", label: "Repairs" },
];

export function ActivityPage() {
  const { fabric, kind } = useSearch({ from: "/frame/activity" });
  const runs = useRuns(fabric ? { fabric } : {});
  const changes = useNewestChanges();
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = runs;
  return (
    <>
      <PageHeader
        title="Activity"
        help="publishing"
        sentence={<Sentence runs={runs.data?.pages.flatMap((page) => page.items)} />}
      />
      <div className={styles.page}>
        <Filters />
        <Loaded query={runs}>
          {({ pages }) => {
            const shown = pages.flatMap((page) => page.items).filter((run) => !kind || run.kind === kind);
            return (
              <>
                {shown.length > 0 && (
                  <ol className="panel" aria-label="Runs, newest first">
                    {shown.map((run) => (
                      <RunLine key={run.id} run={run} changes={changes.data ?? []} />
                    ))}
                  </ol>
                )}
                <More hasMore={hasNextPage} isBusy={isFetchingNextPage} onMore={() => void fetchNextPage()} />
                {shown.length === 0 && !hasNextPage && <Nothing isFiltered={Boolean(kind || fabric)} />}
              </>
            );
          }}
        </Loaded>
      </div>
    </>
  );
}

function Sentence({ runs }: { runs: RunView[] | undefined }) {
  if (!runs) return null;
  const running = runs.filter((run) => !isOver(run));
  if (running.length > 0) {
    const where = [...new Set(running.flatMap(fabricsOf))];
    return (
      <>
        {count(running.length, "run")} under way{where.length > 0 && where.length < 4 ? ` in ${where.join(", ")}` : ""}.
      </>
    );
  }
  const many = (outcome: RunOutcome) => runs.filter((run) => run.outcome === outcome).length;
  const told = [
    many("failed") > 0 ? `${many("failed")} failed` : "",
    many("stopped") > 0 ? `${many("stopped")} published nothing, since something stopped it` : "",
    many("partly") > 0 ? `${many("partly")} published in part` : "",
  ].filter(Boolean);
  return (
    <>
      {told.length === 0
        ? "Nothing is under way."
        : `Nothing is under way; of the newest ${count(runs.length, "run")} ${list(told)}.`}
    </>
  );
}

function Filters() {
  const { fabric, kind } = useSearch({ from: "/frame/activity" });
  const navigate = useNavigate({ from: "/activity" });
  const fabrics = useFabrics();
  const names = (fabrics.data ?? []).map((one) => one.fabric);
  // one that is not there any more still has its runs
  const known = fabric && !names.includes(fabric) ? [...names, fabric] : names;
  return (
    <div className={styles.filters}>
      <SelectField
        label="Fabric"
        value={fabric ?? ""}
        options={[{ value: "", label: "All fabrics" }, ...known.map((name) => ({ value: name, label: name }))]}
        onChange={(value) =>
          void navigate({ search: (before) => ({ ...before, fabric: value || undefined }), replace: true })
        }
      />
      <SelectField
        label="What"
        value={KINDS.find((one) => one.value === kind)?.value ?? ""}
        options={KINDS}
        onChange={(value) =>
          void navigate({ search: (before) => ({ ...before, kind: value || undefined }), replace: true })
        }
      />
      <SavedFilters page="activity" />
    </div>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return (
    <div className="panel">
      {isFiltered ? (
        <EmptyState title="No run matches the filter" />
      ) : (
        <EmptyState title="No runs yet">
          Each sync, move out of raw/ and publish is listed here with its steps and times, from the first fabric on.
        </EmptyState>
      )}
    </div>
  );
}
