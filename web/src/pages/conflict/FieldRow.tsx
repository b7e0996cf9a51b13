/** One conflict as a row: where, what each side has, and the ways to settle it, numbered as their keys. */
import { type ReactNode, useId } from "react";
import type { ConflictView, EarlierDecision } from "~/api/types";
import { ErrorView } from "~/components/ErrorView";
import { Marked } from "~/components/Marked";
import { deltaWords } from "~/features/conflict/delta";
import { disagreement, placeOf, type Way, waysOf } from "~/features/conflict/set";
import { isWithCluster, mayType, noBaseWords } from "~/features/conflict/withCluster";
import styles from "./ConflictPage.module.css";
import type { Choice, TypedField, TypedTexts } from "./choices";
import { Earlier } from "./Earlier";
import { Lost } from "./Lost";
import { Origin } from "./Origin";
import { TypedValue } from "./TypedValue";
import { fieldPlace } from "./typedCheck";
import { Value } from "./Value";
import { WayRow } from "./WayRow";

/** A choice that was refused. */
export interface Failure {
  choice: Choice;
  error: unknown;
}

export interface RowProps {
  conflict: ConflictView;
  choice: Choice | undefined;
  /** What was chosen here before a side's value became another one. */
  lost: Choice | undefined;
  typed: TypedTexts;
  /** The change in which Git takes what is decided between it and the cluster. */
  into?: string | undefined;
  /** The keys act on it. */
  isActive: boolean;
  /** The same, where there are several to tell apart. */
  isCurrent: boolean;
  isDisabled: boolean;
  failure: Failure | undefined;
  /** What was decided about the same before. */
  earlier?: EarlierDecision | undefined;
  onEarlier: () => void;
  /** What else can be done with it. */
  more?: ReactNode;
  onCurrent: () => void;
  onChoose: (choice: Choice) => void;
  onType: (field: TypedField, text: string) => void;
  /** Enter in a typed value: on to the next row. */
  onTyped: () => void;
}

export function FieldRow(props: RowProps) {
  const { conflict, choice, lost, typed, isCurrent, isDisabled, failure, onCurrent, onChoose, onType, onTyped } = props;
  const name = useId();
  const isWhole = conflict.path === "";
  const ways = waysOf(conflict, props.into);
  return (
    <fieldset className={`panel ${styles.row}`} data-current={isCurrent} onFocus={onCurrent}>
      <legend className="visually-hidden">
        {placeOf(conflict)}: {disagreement(conflict)}
      </legend>
      <div className={styles.head} aria-hidden="true">
        <span className={`${styles.path} ${isWhole ? "" : "mono"}`}>{placeOf(conflict)}</span>
        <span className="soft small">{disagreement(conflict)}</span>
      </div>
      <Lost lost={lost} conflict={conflict} />
      {props.earlier && (
        <Earlier conflict={conflict} earlier={props.earlier} isDisabled={isDisabled} onTake={props.onEarlier} />
      )}
      {conflict.detail && (
        <p className="soft small">
          <Marked text={conflict.detail} />
        </p>
      )}
      <div className={styles.ways}>
        {ways.map((way, at) => (
          <WayRow
            key={way.side}
            name={name}
            number={at + 1}
            label={way.label}
            isChosen={choice !== undefined && "take" in choice && choice.take === way.side}
            isDisabled={isDisabled}
            onChoose={() => onChoose({ take: way.side })}
            about={<About way={way} conflict={conflict} />}
          >
            <Value
              value={way.value}
              nothing={nothingWords(way, conflict)}
              base={way.side === "base" ? undefined : conflict.base}
            />
          </WayRow>
        ))}
        {mayType(conflict) && (
          <WayRow
            name={name}
            number={ways.length + 1}
            label="other"
            isChosen={choice !== undefined && "typed" in choice}
            isDisabled={isDisabled}
            onChoose={() => onChoose({ typed: "own" })}
          >
            <TypedValue
              label={`Another value for ${placeOf(conflict)}, as YAML`}
              place={fieldPlace(conflict)}
              field="own"
              sides={ways.map(({ value }) => value)}
              isWhole={isWhole}
              text={typed.own ?? ""}
              isChosen={choice !== undefined && "typed" in choice}
              isDisabled={isDisabled}
              onType={(text) => onType("own", text)}
              onTyped={onTyped}
            />
          </WayRow>
        )}
      </div>
      {failure && <ErrorView error={failure.error} />}
      {props.more}
    </fieldset>
  );
}

function nothingWords(way: Way, conflict: ConflictView): string {
  if (way.side === "base" && isWithCluster(conflict)) return noBaseWords(conflict);
  if (way.side === "base") return conflict.path === "" ? "did not exist" : "was not there";
  if (conflict.path !== "") return "not there";
  return conflict.conflict === "commented out/edit" ? "commented out" : "deleted";
}

function About({ way, conflict }: { way: Way; conflict: ConflictView }) {
  const delta = way.side === "base" ? undefined : deltaWords(conflict.base, way.value);
  return (
    <>
      {delta && <span className={styles.delta}>{delta}</span>}
      {way.meaning}
      <Origin side={way.side} conflict={conflict} />
    </>
  );
}
