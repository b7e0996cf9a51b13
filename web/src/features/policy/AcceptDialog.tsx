/** What the policy of the repository would decide, before it is accepted; and only what was looked at is. */
import type { PolicyFileView } from "~/api/types";
import { Button } from "~/components/Button";
import { Dialog, DialogActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { Marked } from "~/components/Marked";
import { Notice } from "~/components/Notice";
import { Difference } from "./Difference";
import { Brought } from "./InRepository";
import styles from "./Policy.module.css";
import { Trial } from "./Trial";

interface Props {
  fabric: string;
  file: PolicyFileView;
  /** The file or the policy is not what it was when this was opened. */
  isMoved: boolean;
  mayWrite: boolean;
  isBusy: boolean;
  error: unknown;
  onAccept: () => void;
  onLookAgain: () => void;
  onClose: () => void;
}

export function AcceptDialog(props: Props) {
  const { fabric, file, isMoved, mayWrite, isBusy, error, onAccept, onLookAgain, onClose } = props;
  const title = mayWrite ? "Accept the policy of the repository?" : "The policy of the repository";
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={title}
      description={
        <>
          {file.gone && <Marked text={`\`${file.path}\`.`} />} <Brought fabric={fabric} file={file} />
        </>
      }
    >
      <Difference difference={file.difference ?? {}} />
      <p className="soft small">
        {file.gone
          ? "What people would decide again without it:"
          : "What it would decide of the conflicts on record, next to what was decided. Nothing is written by trying."}
      </p>
      {file.policy && (
        <div className={styles.column}>
          <Trial fabric={fabric} policy={file.policy} />
        </div>
      )}
      {error != null && !isMoved && <ErrorView error={error} />}
      {isMoved && (
        <Notice
          tone="drift"
          title="It is not what it was when you opened this: the file or the policy changed."
          action={<Button onClick={onLookAgain}>Look at what it is now</Button>}
        />
      )}
      <DialogActions>
        <Button onClick={onClose}>{mayWrite ? "Cancel" : "Close"}</Button>
        {mayWrite && (
          <Button look="primary" isBusy={isBusy} disabled={isMoved} onClick={onAccept}>
            Accept policy
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
