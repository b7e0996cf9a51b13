/**
 * A text and its value, edited by a form: what is typed becomes edits of the text, which the server makes. All that was typed since
 * the text was read is sent each time, against the text as it was read: so a field that is emptied and typed again keeps its
 * comment, answers may be lost or late, and what is taken back leaves no trace.
 */
import { asProblem, type ProblemError } from "~/api/problem";
import type { TextEdit, TextEditView } from "~/api/types";
import { applyEdits, editsBetween, type Keeps } from "~/lib/yaml/edits";

/** How long typing must rest. */
export const REST_MS = 200;

/** How long to wait before a server that did not answer is asked again. */
const AGAIN_MS = 3000;

/** The server makes at most 200 edits at once: before that, what was typed becomes what is started from. */
const MANY = 100;

export interface FormState {
  /** What the form shows; nothing before the text was read. */
  data: unknown;
  isRead: boolean;
  /** The line of each entry of the text. */
  lines: Readonly<Record<string, number>>;
  /** Something is typed that is not in the text yet. */
  isPending: boolean;
  /** Why the text cannot be read, or what was typed cannot be put into it. */
  problem: { of: "reading" | "typing"; error: ProblemError } | undefined;
}

type Ask = (text: string, edits: readonly TextEdit[], signal: AbortSignal) => Promise<TextEditView>;

interface Wiring {
  ask: Ask;
  /** What was typed is in this text now. */
  onText: (text: string) => void;
}

export class FormText {
  private state: FormState = { data: undefined, isRead: false, lines: {}, isPending: false, problem: undefined };
  private readonly listeners = new Set<() => void>();
  /** What is read or produced last: this one coming back from outside is no news. */
  private text: string | undefined;
  /** What edits are made against. */
  private base: TextEditView | undefined;
  /** What `text` says, as far as the form knows. */
  private inText: unknown;
  private asked: AbortController | undefined;
  private asking: Promise<void> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  keeps: Keeps = () => false;

  constructor(readonly wiring: Wiring) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): FormState => this.state;

  /** The text as it is now; one that the form made itself is known already. */
  read(text: string): void {
    if (text === this.text) return;
    const isFirst = this.text === undefined;
    this.text = text;
    this.base = undefined;
    this.later(isFirst ? 0 : REST_MS);
  }

  /** What the form shows from now on. */
  type(data: unknown): void {
    this.show({ data, isPending: true });
    this.later(REST_MS);
  }

  /** What was typed and is not in the text yet is given up. */
  drop(): void {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.show({ data: this.inText, isPending: false, problem: undefined });
    if (!this.base) this.later(0);
  }

  /** The text with all that was typed; nothing where it cannot be had. */
  async flush(): Promise<string | undefined> {
    await this.asking;
    if (this.state.isPending || !this.base) await this.run();
    return this.state.isPending || this.state.problem ? undefined : this.text;
  }

  readonly retry = (): void => void this.run();

  stop(): void {
    clearTimeout(this.timer);
    this.asked?.abort();
    // what was never read is read when it is shown again
    if (!this.base) this.text = undefined;
  }

  private show(more: Partial<FormState>): void {
    this.state = { ...this.state, ...more };
    for (const listener of this.listeners) listener();
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), ms);
  }

  private run(): Promise<void> {
    clearTimeout(this.timer);
    // an answer to an earlier question is dropped
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    const asking = this.ask(asked.signal).catch((error: unknown) => {
      if (asked.signal.aborted) return;
      const problem = asProblem(error);
      this.show({ problem: { of: this.base ? "typing" : "reading", error: problem } });
      if (problem.isUnreached) this.later(AGAIN_MS);
    });
    this.asking = asking;
    return asking;
  }

  private async ask(signal: AbortSignal): Promise<void> {
    const { text } = this;
    if (text === undefined) return;
    if (!this.base) {
      const base = await this.wiring.ask(text, [], signal);
      if (signal.aborted) return;
      // what was typed before the text moved is typed into the new one
      const typed = this.state.isPending ? editsBetween(this.inText, this.state.data, this.keeps) : [];
      this.base = base;
      this.inText = base.value;
      const data = applyEdits(base.value, typed);
      this.show({ data, isRead: true, lines: base.lines, isPending: typed.length > 0, problem: undefined });
    }
    if (!this.state.isPending) return;
    const { base } = this;
    const { data } = this.state;
    const edits = editsBetween(base.value, data, this.keeps);
    const answer = edits.length === 0 ? base : await this.wiring.ask(base.text, edits, signal);
    if (signal.aborted) return;
    if (edits.length > MANY) this.base = answer;
    this.text = answer.text;
    this.inText = data;
    // more may have been typed since it was asked
    this.show({ lines: answer.lines, isPending: this.state.data !== data, problem: undefined });
    this.wiring.onText(answer.text);
  }
}
