/** Four eyes: who approved which revision, and the button for those who may. */

import { useState } from "react";
import { useApprove, useWithdrawApproval } from "~/api/queries/changes";
import type { ChangeView } from "~/api/types";
import { Button } from "~/components/Button";
import { Dialog, DialogActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { PersonName } from "~/components/PersonName";
import { Badge } from "~/components/StateBadge";
import { Time } from "~/components/Time";
import { hasApproved, needsApproval, whyNotApprove } from "~/features/change/standing";
import { isEditable } from "~/features/change/states";
import type { Who } from "~/features/permissions/whyNot";
import styles from "./Aside.module.css";

interface Props {
  change: ChangeView;
  who: Who;
  /** The head of the diff that is looked at. */
  head: string | undefined;
}

export function Approvals({ change, who, head }: Props) {
  const approvals = change.approvals ?? [];
  const isOpen = isEditable(change.state);
  const why = whyNotApprove(change, who);
  const isMine = hasApproved(change, who);
  return (
    <section aria-label="Approvals">
      <h2>Approvals</h2>
      {isOpen && (
        <p className="soft">
          {needsApproval(change) ? "Somebody other than its authors must approve it." : "It may be published."}
        </p>
      )}
      <ul>
        {approvals.map((approval) => (
          <li key={approval.login} className={styles.approval}>
            <PersonName person={approval} />, <Time at={approval.at} />{" "}
            {approval.current ? <Badge tone="sync">approved</Badge> : <Badge tone="aside">edited since</Badge>}
            {approval.comment && <div className="soft">{approval.comment}</div>}
          </li>
        ))}
      </ul>
      {isOpen && (isMine ? <Withdraw change={change} /> : <Approve change={change} why={why} head={head} />)}
    </section>
  );
}

function Approve({ change, why, head }: Omit<Props, "who"> & { why: string | undefined }) {
  const [isAsked, setAsked] = useState(false);
  const [comment, setComment] = useState("");
  // what is on the page when the dialog opens is what is approved
  const [revision, setRevision] = useState<string | null>();
  const approve = useApprove(change.id);
  const isMoved = isAsked && revision !== change.revision;
  const submit = async () => {
    if (!revision) return;
    try {
      const said = comment.trim();
      await approve.mutateAsync({ revision, ...(head ? { previewed: head } : {}), ...(said ? { comment: said } : {}) });
      setAsked(false);
    } catch {
      // shown in the dialog
    }
  };
  return (
    <>
      <Button
        disabled={why !== undefined || !change.revision}
        aria-describedby={why ? "why-not-approve" : undefined}
        onClick={() => {
          setRevision(change.revision ?? undefined);
          approve.reset();
          setAsked(true);
        }}
      >
        Approve change
      </Button>
      {why && (
        <p id="why-not-approve" className="small soft">
          {why}
        </p>
      )}
      <Dialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={`Approve ${change.change}?`}
        description={
          change.state === "awaiting approval"
            ? "You approve the drafts as they are now; it is published at once."
            : "You approve the drafts as they are now. An edit afterwards asks for a new approval."
        }
      >
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <TextField label="Comment" hint="Only if there is something to say." value={comment} onChange={setComment} />
          {isMoved && (
            <p role="alert">Somebody edited it while this was open. Close this, review the diff again, then approve.</p>
          )}
          {approve.error && <ErrorView error={approve.error} />}
          <DialogActions>
            <Button onClick={() => setAsked(false)}>Cancel</Button>
            <Button type="submit" look="primary" isBusy={approve.isPending} disabled={isMoved}>
              Approve change
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}

function Withdraw({ change }: { change: ChangeView }) {
  const withdraw = useWithdrawApproval(change.id);
  return (
    <>
      <Button isBusy={withdraw.isPending} onClick={() => withdraw.mutate()}>
        Withdraw my approval
      </Button>
      {withdraw.error && <ErrorView error={withdraw.error} />}
    </>
  );
}
