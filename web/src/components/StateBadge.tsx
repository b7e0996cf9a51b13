/** The state of a thing as a word, with its meaning's colour and a glyph where it has one. */
import type { ChangeState, ResourceState, Severity } from "~/api/types";
import { Lamps } from "./lamps/Lamps";
import { changeLamps, type LampsView, resourceLamps, type Tone } from "./lamps/lamps";
import styles from "./StateBadge.module.css";
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

const RESOURCE_TONES: Record<ResourceState, Tone> = {
  "in sync": "sync",
  draft: "draft",
  outdated: "news",
  conflict: "conflict",
  invalid: "conflict",
  duplicate: "conflict",
  "commented out": "aside",
  unreadable: "conflict",
};

const CHANGE_TONES: Record<ChangeState, Tone> = {
  open: "draft",
  "awaiting approval": "draft",
  queued: "news",
  publishing: "news",
  published: "sync",
  proposed: "news",
  waiting: "drift",
  conflicted: "conflict",
  invalid: "conflict",
  "partly published": "drift",
  "rewritten upstream": "drift",
  discarded: "aside",
};

/** The glyph and the word of a resource's state. */
export function ResourceStateBadge({ state }: { state: ResourceState }) {
  return (
    <Badge tone={RESOURCE_TONES[state] ?? "aside"} lamps={resourceLamps(state)}>
      {state}
    </Badge>
  );
}

/** The glyph and the word of a change's state. */
export function ChangeStateBadge({ state }: { state: ChangeState }) {
  return (
    <Badge tone={CHANGE_TONES[state] ?? "aside"} lamps={changeLamps(state)}>
      {state}
    </Badge>
  );
}

const SEVERITY_TONES: Record<Severity, Tone> = { error: "conflict", warning: "drift", info: "aside" };

export function SeverityBadge({ severity }: { severity: Severity }) {
  return <Badge tone={SEVERITY_TONES[severity]}>{severity}</Badge>;
}
