/**
 * One person's editing of one text: what the server has, what is typed, and what happens when both move. Pure. A typed
 * text is never dropped here except by `takeTheirs`, which a person asks for.
 */
import type { Person } from "~/api/types";

/** A text as the server has it. */
export interface Version {
  text: string;
  /** Of the change's draft; 0 where the change has none and the text is Git's. */
  revision: number;
  author?: Person;
  at?: number;
}

export interface Session {
  /** What the typed text was started from. */
  start: Version;
  text: string;
  /** What the server has now, where it is neither what was started from nor what is typed. */
  theirs?: Version;
}

export function isDirty(session: Session): boolean {
  return session.text !== session.start.text;
}

function isSame(a: Version, b: Version): boolean {
  return a.revision === b.revision && a.text === b.text;
}

/** A text kept from before, where there is one, else the server's. */
export function open(server: Version, kept?: Pick<Session, "start" | "text">): Session {
  if (!kept || kept.text === server.text) return { start: server, text: server.text };
  return arrived(kept, server);
}

/** The server has this now. Where nothing is typed it is taken; else the person decides. */
export function arrived(session: Session, server: Version): Session {
  if (isSame(session.start, server)) {
    // who and when may have become known
    return { start: server, text: session.text };
  }
  if (!isDirty(session) || session.text === server.text) return { start: server, text: server.text };
  return { ...session, theirs: server };
}

export function typed(session: Session, text: string): Session {
  return { ...session, text };
}

/** The server took `sent` as this revision; more may have been typed since it was sent. */
export function saved(session: Session, sent: string, version: Omit<Version, "text">): Session {
  return { start: { ...version, text: sent }, text: session.text };
}

/** The typed text stays, now knowing theirs: the next save replaces it. */
export function keepMine(session: Session): Session {
  return session.theirs ? { start: session.theirs, text: session.text } : session;
}

export function takeTheirs(session: Session): Session {
  return session.theirs ? { start: session.theirs, text: session.theirs.text } : session;
}
