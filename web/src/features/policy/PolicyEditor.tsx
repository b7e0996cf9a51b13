/** A policy, to be looked at and edited: whom fields belong to, the rules in their order, and what it would say to past conflicts. */
import { type ReactNode, useState } from "react";
import { ProblemError } from "~/api/problem";
import { type TaggedPolicy, useSetPolicy } from "~/api/queries/policies";
import type { Policy } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { Notice } from "~/components/Notice";
import { LeaveUnsaved } from "./LeaveUnsaved";
import { Owners } from "./Owners";
import styles from "./Policy.module.css";
import { bodyOf, isSame } from "./policy";
import { Rules } from "./Rules";
import { Settled } from "./Settled";
import { Severities } from "./Severities";
import { Trial } from "./Trial";

interface Props {
  /** Null: the one for all fabrics. */
  fabric: string | null;
  tagged: TaggedPolicy;
  mayWrite: boolean;
  /** Where it is tried. */
  tryIn: string | undefined;
  /** What belongs to the trial: the choice of a fabric. */
  tryHead?: ReactNode;
  /** What is asked after its rules. */
  children?: ReactNode;
}

interface Edited {
  policy: Policy;
  /** Of the policy that the edit began from. */
  etag: string | undefined;
}

export function PolicyEditor({ fabric, tagged, mayWrite, tryIn, tryHead, children }: Props) {
  const [edited, setEdited] = useState<Edited>();
  const save = useSetPolicy(fabric);
  const { view, etag } = tagged;
  const policy = edited?.policy ?? view.policy;
  const isChanged = edited !== undefined && !isSame(edited.policy, view.policy);
  // another person saved it: nothing is saved over that unasked
  const isMoved = isChanged && edited.etag !== etag;
  const change = (part: Partial<Policy>) => {
    if (save.data || save.error) save.reset();
    setEdited({ policy: bodyOf({ ...policy, ...part }), etag: edited?.etag ?? etag });
  };
  const write = () => {
    if (!edited || save.isPending) return;
    save.mutate({ policy: edited.policy, etag: edited.etag }, { onSuccess: () => setEdited(undefined) });
  };
  const isLost = save.error instanceof ProblemError && save.error.status === 412;
  const isReadOnly = !mayWrite || save.isPending;
  return (
    <div className={styles.frame}>
      <LeaveUnsaved isChanged={isChanged} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <Rules
            fabric={fabric}
            rules={policy.rules ?? []}
            saved={view.policy.rules ?? []}
            used={view.used}
            isReadOnly={isReadOnly}
            onChange={(rules) => change({ rules })}
          />
          <Owners
            fabric={fabric}
            owners={policy.owners ?? []}
            used={view.used}
            isReadOnly={isReadOnly}
            onChange={(owners) => change({ owners })}
          />
          <Severities
            severities={policy.severities ?? []}
            isReadOnly={isReadOnly}
            onChange={(severities) => change({ severities })}
          />
          {children}
          {save.error && !isLost && <ErrorView error={save.error} />}
          {save.data?.view.settled && !isChanged && <Settled fabric={fabric} settled={save.data.view.settled} />}
          {isMoved && (
            <Notice
              tone="drift"
              title="Another person has saved this policy since you began to edit it. Your edits are kept here, not saved."
              action={
                <span className="line">
                  <Button onClick={() => setEdited(undefined)}>Drop mine, show theirs</Button>
                  <Button onClick={() => setEdited({ ...edited, etag })}>Keep mine, to save over theirs</Button>
                </span>
              }
            />
          )}
          {isChanged && !isMoved && (
            <div className={styles.save}>
              <span role="status">Edited, not saved. Try shows what it would decide.</span>
              <Button look="quiet" disabled={save.isPending} onClick={() => setEdited(undefined)}>
                Drop edits
              </Button>
              <Button look="primary" isBusy={save.isPending} onClick={write}>
                Save policy
              </Button>
            </div>
          )}
        </div>
        <section className={styles.column} aria-labelledby="try">
          <div className={styles.head}>
            <h2 id="try">Try</h2>
            {tryHead}
          </div>
          <p className="soft small">
            What {isChanged ? "the edited policy" : "the policy"} would decide of the conflicts on record, next to what
            was decided. Nothing is written.
          </p>
          <Trial fabric={tryIn} policy={policy} isForAll={fabric === null} />
        </section>
      </div>
    </div>
  );
}
