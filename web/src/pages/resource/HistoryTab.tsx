/** The commits that touched a resource, each with its difference of this one document; it can be restored to what it was. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ResourceId } from "~/api/keys";
import { useHistory } from "~/api/queries/resources";
import { readOn } from "~/api/readOn";
import type { HistoryEntry, ResourceDetail } from "~/api/types";
import { Button } from "~/components/Button";
import { DiffView } from "~/components/diff/DiffView";
import { EmptyState } from "~/components/EmptyState";
import { ErrorView } from "~/components/ErrorView";
import { Icon } from "~/components/Icon";
import { Loading } from "~/components/Loaded";
import { PersonName } from "~/components/PersonName";
import { Badge } from "~/components/StateBadge";
import { Time } from "~/components/Time";
import { ExportCsv } from "~/components/table/ExportCsv";
import { CommitName } from "~/features/commit/CommitName";
import { useResourceTexts } from "~/features/commit/wholeTexts";
import { UndoneLine } from "~/features/drift/Undone";
import { AsOfLink } from "~/features/past/AsOfLink";
import type { Named } from "~/features/resource/identity";
import { RestoreDialog } from "~/features/restore/RestoreDialog";
import { isRestorable } from "~/features/restore/restorable";
import { RevertChange } from "~/features/revert/RevertChange";
import { type CsvColumn, csvTime } from "~/lib/csv";
import { count, shortCommit } from "~/lib/words";
import styles from "./HistoryTab.module.css";

/** The most commits that an export reads: each comes with its difference. */
const MOST_COMMITS = 1000;

const COMMIT_CSV: CsvColumn<HistoryEntry>[] = [
  { header: "Commit", cell: ({ commit }) => commit },
  { header: "When", cell: ({ at }) => csvTime(at) },
  { header: "Author", cell: ({ author }) => author.name },
  { header: "Address", cell: ({ author }) => author.email },
  { header: "Subject", cell: ({ subject }) => subject },
  { header: "What", cell: ({ what }) => what },
  { header: "Change", cell: ({ change }) => change },
  { header: "File", cell: ({ path }) => path },
];

interface Props {
  id: ResourceId;
  /** What is known of it; only its name where Git does not have it any more. */
  of: Named & Partial<Pick<ResourceDetail, "drafts" | "undone">>;
  mayEdit: boolean;
}

export function HistoryTab({ id, of, mayEdit }: Props) {
  const [wanted, setWanted] = useState<HistoryEntry>();
  const history = useHistory(id);
  const entries = history.data?.pages.flatMap((page) => page.items);
  if (!entries) {
    return history.error ? <ErrorView error={history.error} onRetry={() => void history.refetch()} /> : <Loading />;
  }
  // a page may hold none of the resource's commits, and still not be the last one
  if (entries.length === 0 && !history.hasNextPage) {
    return (
      <div className="stack">
        <UndoneThere undone={of.undone ?? []} />
        <EmptyState title="No commit contains it yet">It comes with the first change that is published.</EmptyState>
      </div>
    );
  }
  return (
    <div className="stack">
      <UndoneThere undone={of.undone ?? []} />
      {history.error && <ErrorView error={history.error} onRetry={() => void history.refetch()} />}
      <div className={styles.tools}>
        <span className="soft">
          {count(entries.length, "commit")}
          {history.hasNextPage && " so far"}
        </span>
        <ExportCsv
          file={`${of.kind}-${of.name}-commits`}
          columns={COMMIT_CSV}
          rows={async () => {
            const { items, isMore } = await readOn(history, MOST_COMMITS);
            return { rows: items, isMore };
          }}
        />
      </div>
      <ol className="panel" hidden={entries.length === 0}>
        {entries.map((entry, at) => (
          <Entry
            id={id}
            key={`${entry.commit}:${entry.path}`}
            entry={entry}
            isFirst={at === 0}
            onRestore={mayEdit && isRestorable(entry, at === 0) ? () => setWanted(entry) : undefined}
            hasActions={mayEdit}
          />
        ))}
      </ol>
      {history.hasNextPage && (
        <div>
          <Button isBusy={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
            Load older commits
          </Button>
        </div>
      )}
      {wanted && (
        <RestoreDialog
          fabric={id.fabric}
          resource={of}
          drafts={of.drafts?.map((draft) => draft.change) ?? []}
          point={wanted}
          onClose={() => setWanted(undefined)}
        />
      )}
    </div>
  );
}

/** What was edited in the cluster and undone there: it is in no commit. */
function UndoneThere({ undone }: { undone: NonNullable<ResourceDetail["undone"]> }) {
  if (undone.length === 0) return null;
  return (
    <section className="stack" aria-label="Edits undone in the cluster">
      <h2>Edits undone in the cluster</h2>
      <ol className="panel">
        {undone.map((one) => (
          <li key={`${one.path} ${one.at}`} className={styles.undone}>
            <UndoneLine undone={one} />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface EntryProps {
  id: ResourceId;
  entry: HistoryEntry;
  isFirst: boolean;
  /** Whether the rows keep room for an action, so that all are aligned. */
  hasActions: boolean;
  onRestore: (() => void) | undefined;
}

function Entry({ id, entry, isFirst, hasActions, onRestore }: EntryProps) {
  const textOf = useResourceTexts();
  const [isOpen, setOpen] = useState(isFirst);
  const hasDiff = entry.diff !== "";
  const head = (
    <span className={styles.words}>
      <span className={styles.subject}>{entry.subject || "(no message)"}</span>
      <span className="small soft">
        <PersonName person={entry.author} />, <Time at={entry.at} />
      </span>
    </span>
  );
  return (
    <li className={styles.entry}>
      <div className={styles.head}>
        {hasDiff ? (
          <button type="button" className={styles.fold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <Icon name={isOpen ? "down" : "right"} size={12} />
            {head}
          </button>
        ) : (
          <div className={styles.fold}>{head}</div>
        )}
        <Badge tone={entry.what === "deleted" ? "conflict" : entry.what === "added" ? "sync" : "aside"}>
          {entry.what}
        </Badge>
        {entry.change_id && (
          <Link to="/changes/$change" params={{ change: entry.change_id }} className={`small ${styles.change}`}>
            {entry.change ?? "its change"}
          </Link>
        )}
        <span className="small muted">
          <CommitName commit={entry.commit} fabric={id.fabric} />
        </span>
        <AsOfLink fabric={id.fabric} commit={entry.commit} />
        {hasActions && (
          <span className={styles.action}>
            {entry.change_id && (
              <RevertChange change={{ id: entry.change_id, change: entry.change ?? "its change" }} isOneOfMany />
            )}
            {onRestore && (
              <Button onClick={onRestore} aria-label={`Restore… ${shortCommit(entry.commit)}`}>
                Restore…
              </Button>
            )}
          </span>
        )}
      </div>
      {entry.from_path && (
        <p className="mono small muted">
          {entry.from_path} → {entry.path}
        </p>
      )}
      {isOpen && hasDiff && (
        <div className={styles.diff}>
          <DiffView diff={entry.diff} wholeOf={() => textOf(id, entry.commit)} />
        </div>
      )}
    </li>
  );
}
