/** The state of a thing as a word, with its meaning's colour and a glyph where it has one; what it means is said on hover and focus. */
import type { ReactNode } from "react";
import type { ChangeState, Severity } from "~/api/types";
import { openHelp } from "~/lib/help";
import { Lamps } from "./lamps/Lamps";
import { changeLamps, type LampsView, type Tone } from "./lamps/lamps";
import styles from "./StateBadge.module.css";
import { type StateOf, stateWord } from "./state/words";
import { Tip } from "./Tip";
import tones from "./tones.module.css";

interface Props {
  tone: Tone;
  children: string;
  lamps?: LampsView;
}

export function Badge({ tone, children, lamps }: Props) {
  return (
    <span className={`${styles.badge} ${tones[tone]}`}>
      {lamps && <Lamps view={lamps} size={11} isDecoration />}
      {children}
    </span>
  );
}

interface StateProps {
  /** The type of the state in the API. */
  of: StateOf;
  state: string;
  lamps?: LampsView;
  /** It stands in something that is pressed itself: no button in a button. */
  isInButton?: boolean;
}

/** A state of the one table; a press shows all that a thing of its sort may be in. */
export function StateBadge({ of, state, lamps, isInButton }: StateProps) {
  const { word, tone, means } = stateWord(of, state);
  const badge = (
    <Badge tone={tone} lamps={lamps}>
      {word}
    </Badge>
  );
  if (isInButton) return <span title={means}>{badge}</span>;
  return (
    <Explained of={of} means={means}>
      {badge}
    </Explained>
  );
}

interface ExplainedProps {
  of: StateOf;
  means: string;
  className?: string;
  children: ReactNode;
}

/** What a state means is said on hover and focus; a press shows all that a thing of its sort may be in. */
function Explained({ of, means, className = "", children }: ExplainedProps) {
  return (
    <Tip words={means}>
      <button type="button" className={`${styles.explained} ${className}`} onClick={() => openHelp("states", of)}>
        {children}
      </button>
    </Tip>
  );
}

interface TextProps {
  of: StateOf;
  state: string;
  isMuted?: boolean;
  /** What is said in the place of its word. */
  children?: string | undefined;
}

/** A state in running text or in a table, without a badge: its meaning is told and listed in the same way. */
export function StateText({ of, state, isMuted, children }: TextProps) {
  const { word, means } = stateWord(of, state);
  return (
    <Explained of={of} means={means} className={`${styles.text} ${isMuted ? "muted" : ""}`}>
      {children ?? word}
    </Explained>
  );
}

/** The glyph and the word of a change's state; `isRefused`: what it is now would not get to Git, and a draft says why. */
export function ChangeStateBadge({ state, isRefused = false }: { state: ChangeState; isRefused?: boolean }) {
  return (
    <>
      <StateBadge of="ChangeState" state={state} lamps={changeLamps(state, isRefused)} />
      {isRefused && (
        <>
          {" "}
          <StateBadge of="DraftState" state="invalid" />
        </>
      )}
    </>
  );
}

export function SeverityBadge({ severity, isInButton }: { severity: Severity; isInButton?: boolean }) {
  return <StateBadge of="Severity" state={severity} isInButton={isInButton} />;
}
