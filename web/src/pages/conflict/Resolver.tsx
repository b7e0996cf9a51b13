/** The rows of a set with what was chosen in them, by mouse and by keyboard, beside what comes of it; applied together. */
import { type KeyboardEvent, useReducer, useRef, useState } from "react";
import { useResolve } from "~/api/queries/conflicts";
import type { ConflictView, EarlierDecision } from "~/api/types";
import { Button } from "~/components/Button";
import { TextField } from "~/components/fields";
import { useDecided } from "~/features/conflict/Decided";
import { isCrossResource, isRuled, partiesOf, questionOf, subjectOf } from "~/features/conflict/set";
import { FROM_THE_CLUSTER, isGitWithCluster, sidesOf } from "~/features/conflict/withCluster";
import { AlwaysDecide } from "~/features/policy/AlwaysDecide";
import { number } from "~/lib/words";
import { takesFromCluster } from "./afterCluster";
import { ChooseAll } from "./ChooseAll";
import styles from "./ConflictPage.module.css";
import {
  type Choice,
  choiceLike,
  lostChoice,
  moved,
  NOTHING_CHOSEN,
  requestOf,
  step,
  type TypedField,
} from "./choices";
import { type Failure, FieldRow } from "./FieldRow";
import { useResolverKeys } from "./keys";
import { Outcome } from "./Outcome";
import { chosenOf, isTriable, keepsGit, triedOf } from "./outcome";
import { SidesOutcome } from "./SidesOutcome";
import { TogetherRow } from "./TogetherRow";
import { keyedChoices } from "./togetherWays";

interface Props {
  /** Open ones, in the order of their paths. */
  conflicts: ConflictView[];
  /** What was decided about the same disagreements before. */
  earlier?: readonly EarlierDecision[] | undefined;
  mayResolve: boolean;
  /** Git takes something of what was decided between it and the cluster, in this change. */
  onDrafted?: (change: string) => void;
}

const NONE: readonly EarlierDecision[] = [];

export function Resolver({ conflicts, earlier = NONE, mayResolve, onDrafted }: Props) {
  const [choices, take] = useReducer(step, NOTHING_CHOSEN);
  const [at, setAt] = useState(0);
  const [failures, setFailures] = useState<ReadonlyMap<string, Failure>>(new Map());
  const [isBusy, setBusy] = useState(false);
  const [isBulk, setBulk] = useState(false);
  const [why, setWhy] = useState("");
  const [named, setNamed] = useState("");
  const resolve = useResolve();
  const say = useDecided();
  const frame = useRef<HTMLDivElement>(null);
  const current = Math.min(at, conflicts.length - 1);

  const rows = conflicts.map((conflict) => {
    const question = questionOf(conflict);
    const choice = choices.chosen[question];
    const subject = subjectOf(conflict);
    const typed = choices.typed[subject] ?? {};
    const lost = lostChoice(choices.chosen, subject, question);
    return { conflict, question, subject, choice, lost, typed, request: requestOf(choice, typed) };
  });
  const ready = rows.filter((row) => row.request !== undefined);
  const left = rows.length - ready.length;
  const shown = rows[current];
  // what two resources break together has no side that is meant for all
  const together = rows.filter(({ conflict }) => !isCrossResource(conflict));
  const triable = rows.find(({ conflict }) => isTriable(conflict));
  const isOfGit = rows.some(({ conflict }) => partiesOf(conflict) === "cluster");
  const into = named.trim() || FROM_THE_CLUSTER;
  const keys = shown ? keyedChoices(shown.conflict).length : 0;

  const focus = (index: number, selector: string) => {
    const row = frame.current?.querySelectorAll("fieldset")[index];
    row?.scrollIntoView({ block: "nearest" });
    row?.querySelector<HTMLElement>(selector)?.focus();
  };
  // a key that comes before the one before it was followed is what counts
  const follows = useRef(0);

  const go = (index: number) => {
    follows.current += 1;
    setAt(index);
    focus(index, "input:checked, input[type=radio]");
  };
  const choose = (index: number, choice: Choice) => {
    const row = rows[index];
    if (!row || !mayResolve || isBusy) return;
    setAt(index);
    take({ do: "choose", question: row.question, choice });
    follows.current += 1;
    const key = 1 + keyedChoices(row.conflict).findIndex((one) => JSON.stringify(one) === JSON.stringify(choice));
    focus(index, `[data-way="${key}"]`);
    if (!("typed" in choice)) return;
    // the field begins with a value once it is chosen
    const { current: follow } = follows;
    requestAnimationFrame(() => follow === follows.current && focus(index, `[data-typed=${choice.typed}]`));
  };

  /** Where it can be chosen again. */
  const earlierOf = (index: number) => {
    const row = rows[index];
    const before = earlier.find(({ of }) => of === row?.conflict.id);
    return before && row && choiceLike(before.decision, row.conflict) ? before : undefined;
  };

  const again = (index: number) => {
    const [row, before] = [rows[index], earlierOf(index)];
    const like = row && before && choiceLike(before.decision, row.conflict);
    if (!like) return;
    if (like.text !== undefined) take({ do: "type", subject: row.subject, field: "own", text: like.text });
    choose(index, like.choice);
  };

  const apply = async () => {
    if (isBusy || ready.length === 0 || !mayResolve) return;
    setBusy(true);
    const failed = new Map<string, Failure>();
    const done: ConflictView[] = [];
    for (const { conflict, question, choice, request } of ready) {
      if (!request || !choice) continue;
      try {
        const decided = await resolve.mutateAsync({
          id: conflict.id,
          ...request,
          ...(why.trim() && { why: why.trim() }),
          ...(isOfGit && named.trim() && { change: named.trim() }),
        });
        take({ do: "applied", question });
        done.push(decided);
        if (isGitWithCluster(conflict) && takesFromCluster([decided])) onDrafted?.(into);
      } catch (error) {
        failed.set(question, { choice, error });
      }
    }
    setFailures(failed);
    setBusy(false);
    say(done);
    if (failed.size === 0) setWhy("");
  };

  const onEnter = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    void apply();
  };

  useResolverKeys({
    choose: (key) => {
      const row = rows[current];
      const choice = row && keyedChoices(row.conflict)[key - 1];
      if (choice) choose(current, choice);
    },
    move: (by) => go(moved(current, by, rows.length)),
    undo: () => take({ do: "undo" }),
    bulk: () => mayResolve && together.length > 1 && setBulk(true),
    apply: () => void apply(),
  });

  return (
    <div className={styles.work} data-outcome={triable !== undefined || isOfGit}>
      <div ref={frame} className={styles.rows}>
        {rows.map(({ conflict, ...row }, index) => {
          const props = {
            choice: row.choice,
            lost: row.lost,
            typed: row.typed,
            into,
            isActive: index === current,
            isCurrent: rows.length > 1 && index === current,
            isDisabled: !mayResolve,
            failure: failures.get(row.question),
            earlier: earlierOf(index),
            onEarlier: () => again(index),
            more: isRuled(conflict) && (
              <AlwaysDecide
                conflict={conflict}
                take={row.choice && "take" in row.choice ? row.choice.take : undefined}
              />
            ),
            onCurrent: () => setAt(index),
            onChoose: (choice: Choice) => choose(index, choice),
            onType: (field: TypedField, text: string) => {
              take({ do: "type", subject: row.subject, field, text });
              take({ do: "choose", question: row.question, choice: { typed: field } });
            },
            onTyped: () => go(moved(index, 1, rows.length)),
          };
          return isCrossResource(conflict) ? (
            <TogetherRow key={row.subject} conflict={conflict} {...props} />
          ) : (
            <FieldRow key={row.subject} conflict={conflict} {...props} />
          );
        })}
        {mayResolve && isOfGit && (
          <TextField
            label="Change in which Git takes it (optional)"
            hint={`“${FROM_THE_CLUSTER}” unless you name another; one that does not exist yet is opened.`}
            value={named}
            maxLength={200}
            onChange={setNamed}
            onKeyDown={onEnter}
          />
        )}
        {mayResolve && (
          <TextField
            label="Why (optional)"
            hint="Kept with the decisions, and in the audit."
            value={why}
            maxLength={500}
            onChange={setWhy}
            onKeyDown={onEnter}
          />
        )}
      </div>
      {triable && <Outcome id={triable.conflict.id} tried={triedOf(rows)} keepsGit={keepsGit(rows)} />}
      {isOfGit && (
        <SidesOutcome rows={rows.map((row) => ({ conflict: row.conflict, chosen: chosenOf(row) }))} into={into} />
      )}
      {mayResolve && (
        <div className={styles.bar}>
          <span className={styles.left} role="status">
            {left === 0 ? "All are chosen" : `${number(left)} left`}
          </span>
          <span className={styles.keys}>
            <kbd>1</kbd>
            {keys > 1 && (
              <>
                –<kbd>{keys}</kbd>
              </>
            )}{" "}
            choose · <kbd>j</kbd> <kbd>k</kbd> move · <kbd>u</kbd> undo ·{" "}
            {together.length > 1 && (
              <>
                <kbd>b</kbd> all ·{" "}
              </>
            )}
            <kbd>Enter</kbd> apply
          </span>
          {together.length > 1 && (
            <Button look="quiet" disabled={isBusy} onClick={() => setBulk(true)}>
              Choose for all
            </Button>
          )}
          <Button look="quiet" disabled={choices.past.length === 0 || isBusy} onClick={() => take({ do: "undo" })}>
            Undo last choice
          </Button>
          <Button look="primary" isBusy={isBusy} disabled={ready.length === 0} onClick={() => void apply()}>
            {ready.length < 2 ? "Apply choice" : `Apply ${number(ready.length)} choices`}
          </Button>
        </div>
      )}
      {isBulk && shown && (
        <ChooseAll
          conflicts={together.map(({ conflict }) => conflict)}
          onChoose={(side) => {
            const having = together.filter(({ conflict }) => sidesOf(conflict).includes(side));
            take({ do: "choose all", questions: having.map((row) => row.question), take: side });
          }}
          onClose={() => setBulk(false)}
        />
      )}
    </div>
  );
}
