/** Reads the whole chain, and says where it was touched, if it was. */
import { useState } from "react";
import { useVerifyAudit } from "~/api/queries/audit";
import type { AuditVerificationView } from "~/api/types";
import { Button } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { Dialog } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { Loading } from "~/components/Loaded";
import { Notice } from "~/components/Notice";
import { count } from "~/lib/words";
import styles from "./Audit.module.css";

export function Verify() {
  const [isOpen, setOpen] = useState(false);
  const verify = useVerifyAudit();
  const start = () => {
    setOpen(true);
    verify.mutate();
  };
  return (
    <>
      <Button look="primary" icon="lock" isBusy={verify.isPending} onClick={start}>
        Verify the chain
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title="Verification"
        description="Each entry carries a code over itself and the one before it, made with a key that is not in the database."
      >
        {verify.isPending && <Loading lines={2} />}
        {verify.error && <ErrorView error={verify.error} onRetry={start} />}
        {verify.data && !verify.isPending && <Result found={verify.data} />}
      </Dialog>
    </>
  );
}

function Result({ found }: { found: AuditVerificationView }) {
  return (
    <div className={styles.verified}>
      {found.ok ? (
        <Notice tone="sync" title={`The chain is intact: ${count(found.entries, "entry", "entries")}.`}>
          {found.from_seq && found.from_seq > 1 && (
            <p>Verified from entry {found.from_seq}: entries before it were made with a key that no longer exists.</p>
          )}
        </Notice>
      ) : (
        <Notice
          tone="conflict"
          title={`The chain is broken in ${count(found.problems.length + found.further, "place")}.`}
        >
          <p>
            Somebody with access to the database file changed it by other means than Hedgerow. Keep a copy before
            anything else is done.
          </p>
        </Notice>
      )}
      {found.problems.length > 0 && (
        <ul className={styles.touched}>
          {found.problems.map((problem) => (
            <li key={`${problem.seq} ${problem.what}`}>
              <strong>
                {problem.to > problem.seq ? `Entries ${problem.seq} to ${problem.to}` : `Entry ${problem.seq}`}
              </strong>
              : {problem.what}
            </li>
          ))}
        </ul>
      )}
      {found.further > 0 && <p className="soft">And {count(found.further, "more place")}.</p>}
      {found.head && (
        <div>
          <p className="soft small">
            The code of the newest entry{found.last ? `, number ${found.last}` : ""}. Note it somewhere else from time
            to time: nothing else tells when the whole database was put back to an older copy.
          </p>
          <div className={styles.head}>
            <code>{found.head}</code>
            <CopyButton text={found.head} label="Copy the code" />
          </div>
        </div>
      )}
    </div>
  );
}
