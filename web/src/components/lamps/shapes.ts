/** What a glyph is drawn of. Pure. */
export type Tone = "sync" | "draft" | "news" | "drift" | "conflict" | "aside";

export interface Lamp {
  /**
   * `full`: known and fresh. `hollow`: unknown or stale. `pencil`: somebody is editing. `wave`: drifted. `cross`: invalid,
   * unreadable or being deleted. `twice`: there are two. `dashed`: in comments, or not there.
   */
  shape: "full" | "hollow" | "pencil" | "wave" | "cross" | "twice" | "dashed";
  tone: Tone;
}

export interface Edge {
  /** `right` and `left` point where the news must go. `dotted`: nobody looked. */
  shape: "plain" | "right" | "left" | "both" | "broken" | "dotted";
  tone: Tone;
  /** Nothing is written across it. */
  isLocked?: boolean;
}

export const FULL: Lamp = { shape: "full", tone: "sync" };
export const HOLLOW: Lamp = { shape: "hollow", tone: "aside" };
/** It is known that this side does not have it. */
export const NOWHERE: Lamp = { shape: "dashed", tone: "aside" };
export const PLAIN: Edge = { shape: "plain", tone: "sync" };
export const DOTTED: Edge = { shape: "dotted", tone: "aside" };
