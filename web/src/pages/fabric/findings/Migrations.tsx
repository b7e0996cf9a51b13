/** What newer releases renamed and the fabric still has in the older form: shown as a diff, then drafted in a change. */
import { useNavigate } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useMigrate, useMigrateDiff, useMigrations } from "~/api/queries/migrations";
import type { MigrateView, MigrationView } from "~/api/types";
import { Button } from "~/components/Button";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { DiffView } from "~/components/diff/DiffView";
import { ErrorView } from "~/components/ErrorView";
import { Loaded } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import { useFileTexts } from "~/features/commit/wholeTexts";
import { Into } from "~/features/drafting/Into";
import { changeOf, useTarget } from "~/features/drafting/target";
import { ResourceName } from "~/features/finding/FindingText";
import { findingWords } from "~/features/finding/words";
import { count, number } from "~/lib/words";
import { shownPath } from "~/lib/yaml/shownPath";
import styles from "./FindingsTab.module.css";

/** How many resources are named. */
const NAMED = 5;

interface Props {
  fabric: string;
  /** Whether the diff is shown. */
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}

export function Migrations({ fabric, isOpen, onOpen: setOpen }: Props) {
  const migrations = useMigrations(fabric);
  const found = migrations.data ?? [];
  if (migrations.error) {
    return <ErrorView error={migrations.error} onRetry={() => void migrations.refetch()} />;
  }
  if (found.length === 0) return null;
  const isOffered = found.some((one) => one.places > 0);
  return (
    <section className={`panel ${styles.migrations}`} aria-label="Older forms">
      <div className="line">
        <h2>Older forms</h2>
        {isOffered && <Button onClick={() => setOpen(true)}>Migrate…</Button>}
      </div>
      <ul>
        {found.map((one) => (
          <Line key={one.id} migration={one} fabric={fabric} />
        ))}
      </ul>
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title="Migrate to the newer form"
        description="The diff that publishing would push. Drafts in other changes stay; their edits land in the newer form. Nothing is published yet."
        isWide
      >
        <Form fabric={fabric} onClose={() => setOpen(false)} />
      </Dialog>
    </section>
  );
}

function Line({ migration, fabric }: { migration: MigrationView; fabric: string }) {
  const more = migration.count - Math.min(migration.resources.length, NAMED);
  return (
    <li className={styles.finding}>
      <strong>{count(migration.count, "resource")}</strong>: {migration.clause}{" "}
      <span className="mono small muted">{migration.id}</span>
      <div className="small">
        {migration.resources.slice(0, NAMED).map((name) => (
          <span key={name}>
            <ResourceName fabric={fabric} name={name} />{" "}
          </span>
        ))}
        {more > 0 && <span className="soft">and {number(more)} more</span>}
      </div>
      {(migration.left ?? []).slice(0, NAMED).map((left) => (
        <div key={`${left.resource}:${left.path}`} className="small soft">
          Not migrated: {left.resource} <span className="mono">{shownPath(left.path)}</span>: <Marked text={left.why} />
        </div>
      ))}
    </li>
  );
}

function Form({ fabric, onClose }: { fabric: string; onClose: () => void }) {
  const preview = useMigrateDiff(fabric);
  const migrate = useMigrate(fabric);
  const navigate = useNavigate();
  const choice = useTarget(fabric);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (choice.isPending || migrate.isPending) return;
    try {
      const { saved } = await migrate.mutateAsync(changeOf(choice.target));
      if (!saved) return onClose();
      choice.remember(saved);
      await navigate({ to: "/changes/$change", params: { change: saved.id } });
    } catch {
      // shown below
    }
  };
  return (
    <form onSubmit={submit} className="stack">
      <Loaded query={preview}>{(view) => <Preview view={view} />}</Loaded>
      <Into choice={choice} />
      {migrate.error && <ErrorView error={migrate.error} />}
      <SubmitActions onCancel={onClose} isBusy={migrate.isPending}>
        Save drafts
      </SubmitActions>
    </form>
  );
}

function Preview({ view }: { view: MigrateView }) {
  const wholeOf = useFileTexts(view.fabric, undefined);
  return (
    <>
      {view.shown < view.count && (
        <p className="soft">
          The diff is of the first {number(view.shown)} of {count(view.count, "resource")}; all are drafted.
        </p>
      )}
      {(view.problems ?? []).map((finding) => (
        <p key={`${finding.path}:${finding.line}:${finding.message}`} className="small">
          <Marked text={findingWords(finding)} />
        </p>
      ))}
      <DiffView diff={view.diff ?? ""} wholeOf={wholeOf} />
    </>
  );
}
