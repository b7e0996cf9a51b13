/** A resource that Git does not have: who deleted it and when, and the way back; or that nothing of it is known. */

import type { ResourceId } from "~/api/keys";
import { ProblemError } from "~/api/problem";
import { useHistory } from "~/api/queries/resources";
import type { HistoryEntry } from "~/api/types";
import { ButtonLink } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { ErrorView } from "~/components/ErrorView";
import { Loading } from "~/components/Loaded";
import { PageHeader } from "~/components/PageHeader";
import { PersonName } from "~/components/PersonName";
import { Time } from "~/components/Time";
import { CommitName } from "~/features/commit/CommitName";
import { useWhyNot } from "~/features/permissions/whyNot";
import { spokenName } from "~/features/resource/identity";
import { HistoryTab } from "./HistoryTab";

export function Deleted({ id }: { id: ResourceId }) {
  const history = useHistory(id);
  const forbidden = useWhyNot("edit", id.fabric);
  const newest = history.data?.pages.flatMap((page) => page.items)[0];
  if (history.isPending) return <Loading lines={4} />;
  // a page may hold none of its commits, and still not be the last one
  if (!newest && !history.hasNextPage) {
    if (history.error && !isMissing(history.error)) {
      return (
        <>
          <PageHeader title={spokenName(id)} />
          <ErrorView error={history.error} onRetry={() => void history.refetch()} />
        </>
      );
    }
    return <Unknown id={id} wasNever={history.error !== null} />;
  }
  const mayEdit = !forbidden;
  return (
    <>
      <PageHeader
        title={spokenName(id)}
        sentence={newest ? <Gone id={id} newest={newest} mayEdit={mayEdit} /> : `${id.fabric} does not have it.`}
      />
      <HistoryTab id={id} of={id} mayEdit={mayEdit} />
    </>
  );
}

function isMissing(error: Error): boolean {
  return error instanceof ProblemError && error.status === 404;
}

function Gone({ id, newest, mayEdit }: { id: ResourceId; newest: HistoryEntry; mayEdit: boolean }) {
  const { author, at, commit, what } = newest;
  return (
    <>
      {what === "deleted"
        ? `${id.fabric} does not have it any more: deleted by `
        : `${id.fabric} does not have it; the last commit known of it: `}
      {what !== "deleted" && `${what} by `}
      <PersonName person={author} />, <Time at={at} />, in <CommitName commit={commit} fabric={id.fabric} />.
      {mayEdit && (
        <>
          {" "}
          <i>Restore</i> brings it back as it was.
        </>
      )}
    </>
  );
}

/** Without its commits it is told apart whether there are none, or not all could be read. */
function Unknown({ id, wasNever }: { id: ResourceId; wasNever: boolean }) {
  return (
    <>
      <PageHeader title={spokenName(id)} />
      <EmptyState
        title={`${id.fabric} has no ${spokenName(id)}`}
        action={
          <ButtonLink to="/fabrics/$fabric" params={{ fabric: id.fabric }}>
            Resources of {id.fabric}
          </ButtonLink>
        }
      >
        Git does not have it, and no open change has a draft of it.{" "}
        {wasNever
          ? "No commit had it."
          : "Whether a commit had it is not known: the history that is here ends, or something that changed in it could not be read."}
      </EmptyState>
    </>
  );
}
