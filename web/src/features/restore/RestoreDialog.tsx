/** Asks which change it goes into that a resource becomes what it was at a commit. */
import type { ReactNode } from "react";
import { Dialog } from "~/components/Dialog";
import { PersonName } from "~/components/PersonName";
import { Time } from "~/components/Time";
import { DraftForm } from "~/features/drafting/DraftForm";
import { editName, type Named, spokenName } from "~/features/resource/identity";
import { shortCommit } from "~/lib/words";
import styles from "./RestoreDialog.module.css";

/** A commit, with what is known of it. */
export interface RestorePoint {
  commit: string;
  subject?: string;
  author?: { name: string; email: string };
  at?: number;
}

interface Props {
  fabric: string;
  resource: Named;
  /** Changes that have drafts of it. */
  drafts: readonly string[];
  point: RestorePoint;
  onClose: () => void;
}

export function RestoreDialog({ fabric, resource, drafts, point, onClose }: Props) {
  const name = spokenName(resource);
  const known: ReactNode[] = [
    point.subject !== undefined && (point.subject || "no message"),
    point.author && <PersonName key="author" person={point.author} />,
    point.at !== undefined && <Time key="at" at={point.at} />,
  ].filter(Boolean);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Restore ${name}?`}
      description={
        <p className={styles.then}>
          {name} becomes what it was at{" "}
          <span className="mono" title={point.commit}>
            {shortCommit(point.commit)}
          </span>
          {known.length > 0 && " ("}
          {known.flatMap((one, at) => (at === 0 ? [one] : [", ", one]))}
          {known.length > 0 && ")"}: what was changed in it since is taken back when the change is published. Nothing
          changes in Git before.
        </p>
      }
    >
      <DraftForm
        fabric={fabric}
        edits={[{ op: "restore", resource: editName(resource), at: point.commit }]}
        drafts={drafts}
        action={`Restore ${name}`}
        done={`${name} is restored to ${shortCommit(point.commit)}`}
        onClose={onClose}
      >
        {(change) => change && drafts.includes(change) && <p>The draft of it in {change} is replaced.</p>}
      </DraftForm>
    </Dialog>
  );
}
