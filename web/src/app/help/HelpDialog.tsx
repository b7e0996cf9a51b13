/** The keys, and every word for a state with what it means. */
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { Button } from "~/components/Button";
import { Dialog } from "~/components/Dialog";
import { DocLink } from "~/components/help/HelpLink";
import type { HelpPlace } from "~/components/help/places";
import { LEGEND, lampMeans } from "~/components/lamps/means";
import { OneLamp } from "~/components/lamps/OneLamp";
import { Badge } from "~/components/StateBadge";
import { STATES, type StateOf, stateWord } from "~/components/state/words";
import type { HelpAbout } from "~/lib/help";
import styles from "./Help.module.css";
import { KEYS } from "./keys";

interface Props {
  about: HelpAbout;
  /** The part of the states to begin at. */
  at: string | undefined;
  onClose: () => void;
}

const PARTS: readonly { about: HelpAbout; label: string }[] = [
  { about: "keys", label: "Keys" },
  { about: "states", label: "Words for states" },
];

export default function HelpDialog({ about: first, at, onClose }: Props) {
  const [about, setAbout] = useState(first);
  return (
    <Dialog isOpen isWide onClose={onClose} title={about === "keys" ? "Keys" : "Words for states"}>
      <div className="line">
        {PARTS.map((part) => (
          <Button key={part.about} aria-pressed={part.about === about} onClick={() => setAbout(part.about)}>
            {part.label}
          </Button>
        ))}
        <Link to="/help" onClick={onClose}>
          Documentation
        </Link>
      </div>
      {about === "keys" ? (
        <KeyTable />
      ) : (
        <>
          <LampTable onLeave={onClose} />
          <StateTable at={at} onLeave={onClose} />
        </>
      )}
    </Dialog>
  );
}

/** The glyph that is before every name, once in each of its shapes. */
function LampTable({ onLeave }: { onLeave: () => void }) {
  return (
    <section aria-label="The lamps">
      <div className="line">
        <h3>The lamps</h3>
        <DocLink place="states" onLeave={onLeave} />
      </div>
      <p className="soft">
        From left to right: Git, Hedgerow and, where a fabric lives in one, the cluster. A line between two of them:
        they agree. An arrow: what is new goes that way. A broken line: they conflict. A lock: nothing is written across
        it.
      </p>
      <dl className={styles.rows}>
        {LEGEND.map((lamp) => (
          <div key={`${lamp.shape} ${lamp.tone}`} className={styles.row}>
            <dt>
              <OneLamp lamp={lamp} isDecoration />
            </dt>
            <dd>{lampMeans(lamp)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function KeyTable() {
  return KEYS.map(({ where, keys }) => (
    <section key={where} aria-label={where}>
      <h3>{where}</h3>
      <dl className={styles.rows}>
        {keys.map(([pressed, does]) => (
          <div key={does} className={styles.row}>
            <dt className={styles.keys}>
              {pressed.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}

/** Where the documentation says more of them. */
const MORE: Record<StateOf, HelpPlace> = {
  ResourceState: "states",
  Standing: "states",
  ChangeState: "states",
  DraftState: "states",
  ConflictState: "deciding",
  ConflictKind: "conflictKinds",
  FieldState: "merging",
  Severity: "rules",
  RuleLevel: "rules",
  PolicyFileState: "policyFile",
  RunState: "publishing",
  RunOutcome: "publishing",
  StepOutcome: "publishing",
  DriftStanding: "takingOneSide",
  ApplyOutcome: "applying",
  ApplierStanding: "appliers",
  AgentStanding: "howFar",
  CredentialState: "credentials",
  AuditOutcome: "audit",
  VerifyOutcome: "verify",
  VerifyState: "verify",
};

function StateTable({ at, onLeave }: { at: string | undefined; onLeave: () => void }) {
  const start = useRef<HTMLElement>(null);
  useEffect(() => start.current?.scrollIntoView?.({ block: "start" }), []);
  return (Object.keys(STATES) as StateOf[]).map((of) => (
    <section key={of} ref={of === at ? start : undefined} aria-label={STATES[of].title}>
      <div className="line">
        <h3>{STATES[of].title}</h3>
        <DocLink place={MORE[of]} onLeave={onLeave} />
      </div>
      <dl className={styles.rows}>
        {Object.keys(STATES[of].words).map((state) => {
          const { word, tone, means } = stateWord(of, state);
          return (
            <div key={state} className={styles.row}>
              <dt>
                <Badge tone={tone}>{word}</Badge>
              </dt>
              <dd>{means}</dd>
            </div>
          );
        })}
      </dl>
    </section>
  ));
}
