/** What a published change did: its commit's difference of each of its resources. */
import { useQueries } from "@tanstack/react-query";
import { historyOf } from "~/api/queries/history";
import type { ChangeView } from "~/api/types";
import { CopyButton } from "~/components/CopyButton";
import { DiffView } from "~/components/diff/DiffView";
import { Loading } from "~/components/Loaded";
import { CommitName } from "~/features/commit/CommitName";
import { count } from "~/lib/words";

/** The resources of larger changes are looked at one by one. */
const MOST = 30;

export function PublishedDiff({ change }: { change: ChangeView }) {
  const looked = change.drafts.slice(0, MOST);
  const found = useQueries({
    queries: looked.map(({ kind, namespace, name }) =>
      historyOf({ fabric: change.fabric, kind, namespace: namespace || "-", name }),
    ),
  });
  if (!change.commit) return null;
  const diffs = found.flatMap(({ data }) => data?.items.filter((entry) => entry.commit === change.commit) ?? []);
  const isPending = found.some((query) => query.isPending);
  const diff = [...new Set(diffs.map((entry) => entry.diff))].join("");
  return (
    <section aria-label="Diff" className="stack">
      <p className="line small soft">
        As published in <CommitName commit={change.commit} fabric={change.fabric} />
        <CopyButton text={change.commit} label="Copy the commit" />
        {change.drafts.length > MOST && `The first ${MOST} of ${count(change.drafts.length, "resource")}.`}
      </p>
      {isPending ? (
        <Loading />
      ) : (
        <DiffView
          diff={diff}
          empty="The history of its resources does not have this commit any more; the Git host may still show it."
        />
      )}
    </section>
  );
}
