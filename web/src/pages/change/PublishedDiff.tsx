/** What a published change did: its commit's difference of each of its resources. */
import { useQueries } from "@tanstack/react-query";
import { historyOf } from "~/api/queries/history";
import type { ChangeView } from "~/api/types";
import { CopyButton } from "~/components/CopyButton";
import { DiffView } from "~/components/diff/DiffView";
import { Loading } from "~/components/Loaded";
import { CommitName } from "~/features/commit/CommitName";
import { useResourceTexts } from "~/features/commit/wholeTexts";
import { AsOfLink } from "~/features/past/AsOfLink";
import { addressOf } from "~/features/resource/identity";
import { count } from "~/lib/words";
import { partsOf } from "./publishedParts";

/** The resources of larger changes are looked at one by one. */
const MOST = 30;

export function PublishedDiff({ change }: { change: ChangeView }) {
  const textOf = useResourceTexts();
  const looked = change.drafts.slice(0, MOST).map((draft) => addressOf(change.fabric, draft));
  const found = useQueries({ queries: looked.map(historyOf) });
  if (!change.commit) return null;
  const parts = partsOf(
    looked.map((id, at) => ({ id, entries: found[at]?.data?.items ?? [] })),
    change.commit,
  );
  // what is known of a history may be older than the commit
  const isPending = found.some((query) => query.isPending || (query.isFetching && parts.length === 0));
  return (
    <section aria-label="Diff" className="stack">
      <p className="line small soft">
        As published in <CommitName commit={change.commit} fabric={change.fabric} />
        <CopyButton text={change.commit} label="Copy the commit" />
        <AsOfLink fabric={change.fabric} commit={change.commit} />
        {change.drafts.length > MOST && `The first ${MOST} of ${count(change.drafts.length, "resource")}.`}
      </p>
      {isPending ? (
        <Loading />
      ) : (
        <DiffView
          diff={parts.map((part) => part.diff).join("")}
          wholeOf={(_, at) => {
            const part = parts[at];
            return part && textOf(part.id, part.commit);
          }}
          empty="The history of its resources that was read does not have this commit: it is not read yet, or it was rewritten since. The Git host may show it."
        />
      )}
    </section>
  );
}
