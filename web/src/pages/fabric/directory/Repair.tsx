/** What initialising or repairing the directory would do, step by step, and the button that does it. */
import { useState } from "react";
import { useApplyDirectory, useDirectoryPreview } from "~/api/queries/fabrics";
import type { FabricView } from "~/api/types";
import { Button } from "~/components/Button";
import { Dialog, DialogActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { Marked } from "~/components/Marked";
import { useToast } from "~/components/Toasts";
import { count, shortCommit } from "~/lib/words";
import styles from "./DirectoryTab.module.css";

export function Repair({ fabric }: { fabric: FabricView }) {
  const preview = useDirectoryPreview(fabric.fabric);
  const apply = useApplyDirectory(fabric.fabric);
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  if (preview.error) return <ErrorView error={preview.error} onRetry={() => void preview.refetch()} />;
  const repair = preview.data;
  if (!repair || repair.actions.length === 0) return null;
  const commit = () =>
    apply.mutate(repair.head ?? undefined, {
      onSuccess: (done) => {
        setOpen(false);
        toast(done.commit ? `Committed as ${shortCommit(done.commit)}.` : "There was nothing left to do.");
      },
      // the branch moved: what would be done now is shown in its place
      onError: () => void preview.refetch(),
    });
  return (
    <section className={`panel ${styles.repair}`} aria-label="What a repair would change">
      <div className="line">
        <h2>{count(repair.actions.length, "step")} would repair the directory</h2>
        <Button onClick={() => setOpen(true)}>Preview the commit</Button>
      </div>
      <Steps actions={repair.actions.slice(0, 8)} />
      {repair.actions.length > 8 && <p className="soft">and {repair.actions.length - 8} more</p>}
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title="Repair the directory"
        description={`One commit on ${fabric.branch} of ${fabric.repository} that does exactly this; no text in a file changes:`}
        isWide
      >
        <Steps actions={repair.actions} />
        {apply.error && <ErrorView error={apply.error} />}
        <DialogActions>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <Button look="primary" isBusy={apply.isPending} onClick={commit}>
            Commit and push
          </Button>
        </DialogActions>
      </Dialog>
    </section>
  );
}

function Steps({ actions }: { actions: readonly string[] }) {
  return (
    <ul>
      {actions.map((action) => (
        <li key={action}>
          <Marked text={action} />
        </li>
      ))}
    </ul>
  );
}
