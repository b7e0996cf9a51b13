/** Acts in clusters that somebody asked for and somebody else has to approve. */
import { useState } from "react";
import { useActRequests, useApproveActs, useDeclineActs } from "~/api/queries/actRequests";
import { useMay } from "~/api/queries/me";
import type { ActRequestView } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { Time } from "~/components/Time";
import { count, number } from "~/lib/words";
import { actLine, approvedSentence, asksFor } from "./actRequests";
import styles from "./Drift.module.css";

/** How many acts of a request are shown. */
const FEW = 10;

interface Props {
  fabrics: readonly string[];
}

export function ActRequests({ fabrics }: Props) {
  const all = useActRequests(fabrics);
  const [done, setDone] = useState<string>();
  if (all.length === 0 && done === undefined) return null;
  return (
    <section className={styles.applying} aria-label="Waits for a second person">
      <div className={styles.applyhead}>
        <h2>Waits for a second person</h2>
      </div>
      {done && <p role="status">{done}</p>}
      <ol className="panel">
        {all.map((request) => (
          <Request
            key={`${request.fabric} ${request.id}`}
            request={request}
            hasFabric={fabrics.length > 1}
            onDone={setDone}
          />
        ))}
      </ol>
    </section>
  );
}

interface RequestProps {
  request: ActRequestView;
  hasFabric: boolean;
  onDone: (sentence: string) => void;
}

function Request({ request, hasFabric, onDone }: RequestProps) {
  const mayApply = useMay("apply", request.fabric);
  const approve = useApproveActs();
  const decline = useDeclineActs();
  const isBusy = approve.isPending || decline.isPending;
  const error = approve.error ?? decline.error;
  const hidden = request.acts.length - FEW;
  return (
    <li className={styles.request}>
      <p>
        {hasFabric && <span className="muted small">{request.fabric} </span>}
        <strong>{request.by.name}</strong> asked <Time at={request.at} /> to {asksFor(request)}.
      </p>
      <ul aria-label="What would be done">
        {request.acts.slice(0, FEW).map((act) => (
          <li key={act.resource} className="soft small">
            <span className="mono">{act.resource}</span> {actLine(act)}
          </li>
        ))}
        {hidden > 0 && <li className="muted small">and {number(hidden)} more</li>}
      </ul>
      {mayApply && (
        <div className={styles.requestacts}>
          {request.may_approve && (
            <Button
              look="primary"
              disabled={isBusy}
              onClick={() => approve.mutate(request, { onSuccess: (view) => onDone(approvedSentence(view)) })}
            >
              Approve and do {count(request.acts.length, "act")}
            </Button>
          )}
          <Button
            disabled={isBusy}
            onClick={() =>
              decline.mutate(request, { onSuccess: () => onDone("It waits no longer; nothing was done.") })
            }
          >
            {request.may_approve ? "Decline" : "Withdraw"}
          </Button>
          {!request.may_approve && <span className="muted small">You asked for it: another person approves it.</span>}
        </div>
      )}
      {error && <ErrorView error={error} />}
    </li>
  );
}
