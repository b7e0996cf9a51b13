/** The rows of a set with what was chosen in them, by mouse and by keyboard; applied together. */
import { useReducer, useRef, useState } from "react";
import { useResolve } from "~/api/queries/conflicts";
import type { ConflictView } from "~/api/types";
import { Button } from "~/components/Button";
import { isCrossResource, questionOf, subjectOf } from "~/features/conflict/set";
import styles from "./ConflictPage.module.css";
import { type Choice, lostChoice, moved, NOTHING_CHOSEN, requestOf, step, type TypedField } from "./choices";
import { type Failure, FieldRow } from "./FieldRow";
import { useResolverKeys } from "./keys";
import { TogetherRow } from "./TogetherRow";
import { keyedChoices } from "./togetherWays";

interface Props {
  /** Open ones, in the order of their paths. */
  conflicts: ConflictView[];
  mayResolve: boolean;
}

export function Resolver({ conflicts, mayResolve }: Props) {
  const [choices, take] = useReducer(step, NOTHING_CHOSEN);
  const [at, setAt] = useState(0);
  const [failures, setFailures] = useState<ReadonlyMap<string, Failure>>(new Map());
  const [isBusy, setBusy] = useState(false);
  const resolve = useResolve();
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
  const keys = shown ? keyedChoices(shown.conflict).length : 0;

  const focus = (index: number, selector: string) => {
    const row = frame.current?.querySelectorAll("fieldset")[index];
    row?.scrollIntoView({ block: "nearest" });
    row?.querySelector<HTMLElement>(selector)?.focus();
  };
  const go = (index: number) => {
    setAt(index);
    focus(index, "input:checked, input[type=radio]");
  };
  const choose = (index: number, choice: Choice) => {
    const row = rows[index];
    if (!row || !mayResolve || isBusy) return;
    setAt(index);
    take({ do: "choose", question: row.question, choice });
    if ("typed" in choice) requestAnimationFrame(() => focus(index, `[data-typed=${choice.typed}]`));
  };

  const apply = async () => {
    if (isBusy || ready.length === 0 || !mayResolve) return;
    setBusy(true);
    const failed = new Map<string, Failure>();
    for (const { conflict, question, choice, request } of ready) {
      if (!request || !choice) continue;
      try {
        await resolve.mutateAsync({ id: conflict.id, ...request });
        take({ do: "applied", question });
      } catch (error) {
        failed.set(question, { choice, error });
      }
    }
    setFailures(failed);
    setBusy(false);
  };

  useResolverKeys({
    choose: (key) => {
      const row = rows[current];
      const choice = row && keyedChoices(row.conflict)[key - 1];
      if (choice) choose(current, choice);
    },
    move: (by) => go(moved(current, by, rows.length)),
    undo: () => take({ do: "undo" }),
    apply: () => void apply(),
  });

  return (
    <>
      <div ref={frame} className={styles.rows}>
        {rows.map(({ conflict, ...row }, index) => {
          const props = {
            choice: row.choice,
            lost: row.lost,
            typed: row.typed,
            isActive: index === current,
            isCurrent: rows.length > 1 && index === current,
            isDisabled: !mayResolve,
            failure: failures.get(row.question),
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
      </div>
      {mayResolve && (
        <div className={styles.bar}>
          <span className={styles.left} role="status">
            {left === 0 ? "All are chosen" : `${left} left`}
          </span>
          <span className={styles.keys}>
            <kbd>1</kbd>
            {keys > 1 && (
              <>
                –<kbd>{keys}</kbd>
              </>
            )}{" "}
            choose · <kbd>j</kbd> <kbd>k</kbd> move · <kbd>u</kbd> undo · <kbd>Enter</kbd> apply
          </span>
          <Button look="quiet" disabled={choices.past.length === 0 || isBusy} onClick={() => take({ do: "undo" })}>
            Undo last choice
          </Button>
          <Button look="primary" isBusy={isBusy} disabled={ready.length === 0} onClick={() => void apply()}>
            {ready.length < 2 ? "Apply choice" : `Apply ${ready.length} choices`}
          </Button>
        </div>
      )}
    </>
  );
}
