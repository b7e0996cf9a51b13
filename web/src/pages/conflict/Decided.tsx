/** What was decided already, by whom, and the way back. */
import type { ReactNode } from "react";
import { useChange } from "~/api/queries/changes";
import { useReopen } from "~/api/queries/conflicts";
import type { ConflictView } from "~/api/types";
import { policyHref } from "~/app/navigation";
import { AddressLink } from "~/components/AddressLink";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { Time } from "~/components/Time";
import { isFinished } from "~/features/change/states";
import { forgetDecided } from "~/features/conflict/lastDecided";
import { decisionOf, isReversible, placeOf, policyWords } from "~/features/conflict/set";
import { isGitWithCluster } from "~/features/conflict/withCluster";
import { nameIn } from "~/lib/person";
import styles from "./ConflictPage.module.css";
import { Value } from "./Value";

export function Decided({ conflicts, mayResolve }: { conflicts: ConflictView[]; mayResolve: boolean }) {
  const reversible = conflicts.filter((conflict) => mayResolve && isReversible(conflict));
  const [first] = reversible;
  const isOfGit = first !== undefined && isGitWithCluster(first);
  return (
    <section className="stack" aria-labelledby="decided">
      <h2 id="decided">Decided</h2>
      {first?.change ? (
        <OfChange change={first.change} conflicts={conflicts} reversible={reversible} />
      ) : isOfGit ? (
        <Reversible conflicts={conflicts} reversible={reversible} />
      ) : (
        <List conflicts={conflicts} />
      )}
    </section>
  );
}

interface OfChangeProps {
  change: string;
  conflicts: ConflictView[];
  reversible: ConflictView[];
}

/** Decisions can be taken back until their change is published. */
function OfChange({ change, conflicts, reversible }: OfChangeProps) {
  const { data } = useChange(change);
  const isOver = data === undefined || isFinished(data.state);
  return <Reversible conflicts={conflicts} reversible={isOver ? [] : reversible} />;
}

function Reversible({ conflicts, reversible }: Omit<OfChangeProps, "change">) {
  const reopen = useReopen();
  return (
    <>
      <List
        conflicts={conflicts}
        onReopen={({ id }) => reopen.mutate(id, { onSuccess: () => forgetDecided([id]) })}
        reversible={reversible}
        busy={reopen.isPending ? reopen.variables : undefined}
      />
      {reversible.some(isGitWithCluster) && (
        <p className="soft small">
          Undoing a decision leaves its draft as it is: discard it in its change where it is no longer wanted.
        </p>
      )}
      {reopen.error && <ErrorView error={reopen.error} />}
    </>
  );
}

interface ListProps {
  conflicts: ConflictView[];
  onReopen?: ((conflict: ConflictView) => void) | undefined;
  reversible?: ConflictView[];
  /** The one that is being opened again. */
  busy?: number | undefined;
}

function List({ conflicts, onReopen, reversible = [], busy }: ListProps) {
  return (
    <ul className={`panel ${styles.decided}`}>
      {conflicts.map((conflict) => (
        <Decision key={conflict.id} conflict={conflict}>
          {onReopen && reversible.includes(conflict) && (
            <Button
              className={styles.takeBack}
              isBusy={busy === conflict.id}
              aria-label={`Undo decision about ${placeOf(conflict)}`}
              onClick={() => onReopen(conflict)}
            >
              Undo decision
            </Button>
          )}
        </Decision>
      ))}
    </ul>
  );
}

function Decision({ conflict, children }: { conflict: ConflictView; children: ReactNode }) {
  const decision = decisionOf(conflict);
  const isWhole = conflict.path === "";
  return (
    <li className={styles.decision}>
      <span className={isWhole ? "" : "mono"}>{placeOf(conflict)}</span>
      <span>
        {decision ? (
          <>
            {decision.label}
            {!isWhole && "value" in decision && (
              <>
                : <Value value={decision.value} nothing="the field is removed" />
              </>
            )}
          </>
        ) : (
          "decided"
        )}
      </span>
      <DecidedBy conflict={conflict} />
      {children}
    </li>
  );
}

/** A person, or a rule of a policy, which can be looked at; when, and what was said to it. */
function DecidedBy({ conflict }: { conflict: ConflictView }) {
  const { policy, decided_by, closed_at, why, fabric } = conflict;
  return (
    <span className="soft small">
      {policy ? (
        <>
          by <AddressLink href={policyHref(policy, fabric)}>{policyWords(policy)}</AddressLink>
        </>
      ) : (
        decided_by && <>by {nameIn(decided_by)}</>
      )}
      {typeof closed_at === "number" && (
        <>
          , <Time at={closed_at} />
        </>
      )}
      {why && <>: “{why}”</>}
    </span>
  );
}
