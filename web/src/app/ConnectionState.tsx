/** How the live connection is: shown always, in words as soon as it is not live. */

import { useNow } from "~/components/Time";
import { Tip } from "~/components/Tip";
import { relative } from "~/lib/time";
import type { LiveState } from "~/live/connection";
import { useConnection } from "~/live/LiveProvider";
import styles from "./ConnectionState.module.css";

export function ConnectionState() {
  const state = useConnection();
  const now = useNow();
  const { words, more } = describe(state, now);
  return (
    <Tip words={more}>
      <button type="button" className={`${styles.state} ${styles[state.kind]}`} aria-label={`${words}. ${more}`}>
        <span className={styles.dot} aria-hidden="true" />
        <span role="status" className={styles.words}>
          {words}
        </span>
      </button>
    </Tip>
  );
}

export function describe(state: LiveState, now: number): { words: string; more: string } {
  switch (state.kind) {
    case "live":
      return { words: "Live", more: "This page updates as things change." };
    case "connecting":
      return { words: "Connecting", more: "The live connection is being opened." };
    case "paused":
      return { words: "Paused", more: "This window was in the background; it is being updated now." };
    case "reconnecting":
      return {
        words: "Reconnecting",
        more: `The server has not answered for a while (lost ${relative(state.since, now)}). What you see may be out of date.`,
      };
    case "offline":
      return {
        words: "Offline",
        more: `This device has no network (lost ${relative(state.since, now)}). What you see may be out of date.`,
      };
  }
}
