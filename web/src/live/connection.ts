/**
 * The live connection: one stream of events that comes back by itself and goes on where it was. A window that
 * nobody looks at gives its connection back after a while (browsers allow six to one server) and resumes when it
 * is looked at again.
 */
import { createParser } from "eventsource-parser";
import { type LiveEvent, parseEvent } from "./events";

export type LiveState =
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "reconnecting"; since: number }
  | { kind: "offline"; since: number }
  | { kind: "paused" };

export interface LiveOptions {
  /** The last event that was told before anything was asked for: what happens to it until the stream is open is heard. */
  since?: string | undefined;
  /** Opens the stream; the id is that of the last event seen. */
  open: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Response>;
  onEvent: (event: LiveEvent) => void;
  /** The stream is back and cannot tell what was missed. */
  onGap: () => void;
  onLoggedOut: () => void;
}

/** The server says something at least every 15 seconds; one that is silent for longer is gone. */
const SILENCE_MS = 40_000;
const PAUSE_AFTER_MS = 60_000;
const BACKOFF_MS = { first: 500, most: 15_000 };

/** How long to wait before the n-th attempt (from 0): doubling, with jitter, bounded. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** attempt);
  return Math.round(full * (0.5 + random() / 2));
}

export class LiveConnection {
  private state: LiveState = { kind: "connecting" };
  private listeners = new Set<() => void>();
  private running: AbortController | undefined;
  private wake: () => void = () => {};
  private lastEventId: string | undefined;
  private wasLive = false;
  private lostAt: number | undefined;
  private pauseTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: LiveOptions) {
    this.lastEventId = options.since;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): LiveState => this.state;

  start(): void {
    if (this.running) return;
    this.running = new AbortController();
    window.addEventListener("online", this.onOnline);
    window.addEventListener("offline", this.onOffline);
    document.addEventListener("visibilitychange", this.onVisibility);
    void this.run(this.running.signal);
  }

  stop(): void {
    this.running?.abort();
    this.running = undefined;
    this.wake();
    clearTimeout(this.pauseTimer);
    window.removeEventListener("online", this.onOnline);
    window.removeEventListener("offline", this.onOffline);
    document.removeEventListener("visibilitychange", this.onVisibility);
  }

  private readonly onOnline = () => this.wake();

  private readonly onOffline = () => {
    if (this.state.kind !== "paused") this.set({ kind: "offline", since: this.lost() });
  };

  private readonly onVisibility = () => {
    clearTimeout(this.pauseTimer);
    if (document.visibilityState === "hidden") {
      this.pauseTimer = setTimeout(() => {
        this.running?.abort();
        this.set({ kind: "paused" });
      }, PAUSE_AFTER_MS);
    } else if (this.state.kind === "paused") {
      this.running = new AbortController();
      this.set({ kind: "connecting" });
      void this.run(this.running.signal);
    } else {
      this.wake();
    }
  };

  private set(state: LiveState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }

  /** Since when the connection is lost. */
  private lost(): number {
    this.lostAt ??= Date.now();
    return this.lostAt;
  }

  private async run(signal: AbortSignal): Promise<void> {
    let attempt = 0;
    while (!signal.aborted) {
      const wasOpen = await this.listen(signal);
      if (signal.aborted) return;
      attempt = wasOpen ? 0 : attempt + 1;
      const kind = navigator.onLine === false ? "offline" : "reconnecting";
      this.set({ kind, since: this.lost() });
      await this.pause(backoff(attempt));
    }
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Listens until the stream ends; tells whether there was one. */
  private async listen(outer: AbortSignal): Promise<boolean> {
    const inner = new AbortController();
    const abort = () => inner.abort();
    outer.addEventListener("abort", abort);
    let silence = setTimeout(abort, SILENCE_MS);
    let opened = false;
    try {
      const resumedFrom = this.lastEventId;
      const response = await this.options.open(resumedFrom, inner.signal);
      if (response.status === 401) {
        this.options.onLoggedOut();
        return false;
      }
      if (!response.ok || !response.body) return false;
      opened = true;
      this.opened(resumedFrom);
      const parser = createParser({
        onEvent: ({ id, event: name, data }) => {
          if (id) this.lastEventId = id;
          const event = parseEvent(name, data);
          if (event) this.options.onEvent(event);
        },
      });
      const stream = response.body.getReader();
      const decoder = new TextDecoder();
      for (;;) {
        const { done, value } = await stream.read();
        if (done) return true;
        clearTimeout(silence);
        silence = setTimeout(abort, SILENCE_MS);
        parser.feed(decoder.decode(value, { stream: true }));
      }
    } catch {
      return opened;
    } finally {
      clearTimeout(silence);
      outer.removeEventListener("abort", abort);
    }
  }

  private opened(resumedFrom: string | undefined): void {
    if (this.wasLive && resumedFrom === undefined) this.options.onGap();
    this.wasLive = true;
    this.lostAt = undefined;
    this.set({ kind: "live" });
  }
}
