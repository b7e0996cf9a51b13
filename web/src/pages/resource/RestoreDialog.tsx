/** Asks which change it goes into that a resource becomes what it was at a commit. */
import type { HistoryEntry, ResourceDetail } from "~/api/types";
import { Dialog } from "~/components/Dialog";
import { PersonName } from "~/components/PersonName";
import { Time } from "~/components/Time";
import { DraftForm } from "~/features/drafting/DraftForm";
import { editName, spokenName } from "~/features/resource/identity";
import { shortCommit } from "~/lib/words";
import styles from "./HistoryTab.module.css";

interface Props {
  fabric: string;
  detail: ResourceDetail;
  entry: HistoryEntry;
  onClose: () => void;
}

export function RestoreDialog({ fabric, detail, entry, onClose }: Props) {
  const name = spokenName(detail);
  const drafts = detail.drafts.map((draft) => draft.change);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Restore ${name}?`}
      description={
        <p className={styles.then}>
          {name} becomes what it was at{" "}
          <span className="mono" title={entry.commit}>
            {shortCommit(entry.commit)}
          </span>{" "}
          ({entry.subject || "no message"}, <PersonName person={entry.author} />, <Time at={entry.at} />
          ): what was changed in it since is taken back when the change is published. Nothing changes in Git before.
        </p>
      }
    >
      <DraftForm
        fabric={fabric}
        edits={[{ op: "restore", resource: editName(detail), at: entry.commit }]}
        drafts={drafts}
        action={`Restore ${name}`}
        done={`${name} is restored to ${shortCommit(entry.commit)}`}
        onClose={onClose}
      >
        {(change) => change && drafts.includes(change) && <p>The draft of it in {change} is replaced.</p>}
      </DraftForm>
    </Dialog>
  );
}
