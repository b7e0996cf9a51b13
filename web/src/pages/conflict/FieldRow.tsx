/** One conflict as a row: where, what each side has, and the ways to settle it, numbered as their keys. */
import { type ReactNode, useId } from "react";
import type { ConflictView } from "~/api/types";
import { ErrorView } from "~/components/ErrorView";
import { disagreement, partiesOf, placeOf, sideLabel, type Way, waysOf } from "~/features/conflict/set";
import styles from "./ConflictPage.module.css";
import type { Choice } from "./choices";
import { Origin } from "./Origin";
import { TypedValue } from "./TypedValue";
import { Value } from "./Value";

interface Props {
  conflict: ConflictView;
  choice: Choice | undefined;
  /** What was chosen here before a side's value became another one. */
  lost: Choice | undefined;
  typed: string;
  isCurrent: boolean;
  isDisabled: boolean;
  failure: unknown;
  onCurrent: () => void;
  onChoose: (choice: Choice) => void;
  onType: (text: string) => void;
  /** Enter in a typed value: on to the next row. */
  onTyped: () => void;
}

export function FieldRow(props: Props) {
  const { conflict, choice, lost, typed, isCurrent, isDisabled, failure, onCurrent, onChoose, onType, onTyped } = props;
  const name = useId();
  const isWhole = conflict.path === "";
  return (
    <fieldset className={`panel ${styles.row}`} data-current={isCurrent} onFocus={onCurrent}>
      <legend className="visually-hidden">
        {placeOf(conflict)}: {disagreement(conflict)}
      </legend>
      <div className={styles.head} aria-hidden="true">
        <span className={`${styles.path} ${isWhole ? "" : "mono"}`}>{placeOf(conflict)}</span>
        <span className="soft small">{disagreement(conflict)}</span>
      </div>
      {lost && (
        <p className={`small ${styles.lost}`} role="status">
          You had chosen {"take" in lost ? sideLabel(lost.take, partiesOf(conflict)) : "a value of your own"}; since
          then a side has another value, so it is asked again.
        </p>
      )}
      {conflict.detail && <p className="soft small">{conflict.detail}</p>}
      <div className={styles.ways}>
        {waysOf(conflict).map((way, at) => (
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
        <WayRow
          name={name}
          number={4}
          label="other"
          isChosen={choice !== undefined && "typed" in choice}
          isDisabled={isDisabled}
          onChoose={() => onChoose({ typed: true })}
        >
          <TypedValue
            conflict={conflict}
            text={typed}
            isChosen={choice !== undefined && "typed" in choice}
            isDisabled={isDisabled}
            onType={onType}
            onTyped={onTyped}
          />
        </WayRow>
      </div>
      {failure !== undefined && <ErrorView error={failure} />}
    </fieldset>
  );
}

function nothingWords(way: Way, conflict: ConflictView): string {
  if (way.side === "base") return conflict.path === "" ? "did not exist" : "was not there";
  if (conflict.path !== "") return "not there";
  return conflict.conflict === "commented out/edit" ? "commented out" : "deleted";
}

function About({ way, conflict }: { way: Way; conflict: ConflictView }) {
  return (
    <>
      {way.meaning}
      <Origin side={way.side} conflict={conflict} />
    </>
  );
}

interface WayProps {
  name: string;
  number: number;
  label: string;
  isChosen: boolean;
  isDisabled: boolean;
  onChoose: () => void;
  about?: ReactNode;
  children: ReactNode;
}

function WayRow({ name, number, label, isChosen, isDisabled, onChoose, about, children }: WayProps) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the radio button in it has the keys; this only makes its target large
    // biome-ignore lint/a11y/noStaticElementInteractions: as above
    <div
      className={styles.way}
      data-chosen={isChosen}
      data-disabled={isDisabled}
      onClick={(event) => {
        // what is selected in a value is to be copied, not chosen
        const isSelecting = !document.getSelection()?.isCollapsed;
        if (!isSelecting && !(event.target instanceof HTMLElement && event.target.closest("a, input, label, textarea")))
          onChoose();
      }}
    >
      <span className={styles.pick}>
        <input
          id={id}
          type="radio"
          name={name}
          checked={isChosen}
          disabled={isDisabled}
          onChange={onChoose}
          aria-describedby={`${id}-value`}
        />
        <kbd>{number}</kbd>
      </span>
      <label htmlFor={id}>{label}</label>
      <div id={`${id}-value`} className={styles.value}>
        {children}
      </div>
      <div className={styles.about}>{about}</div>
    </div>
  );
}
