/** A server for tests of pages: answers what a test tells it to, remembers what it was asked, and tells events. */
import { expect, vi } from "vitest";
import type { ChangeView } from "~/api/types";
import type { LiveEvent } from "~/live/events";
import { editedText } from "./editText";
import { ADMIN, ROLES } from "./fixtures";

export interface Asked {
  method: string;
  /** Below `/api/v1`, without its query. */
  path: string;
  query: URLSearchParams;
  body: unknown;
  headers: Headers;
}

type Answer = object | null | ((asked: Asked) => object | null | Response | Promise<object | Response>);

/** A refusal as the server words it (RFC 9457). */
export function refused(status: number, title: string, detail: string, type = "refused"): Response {
  const problem = { type: `urn:hedgerow:problem:${type}`, title, status, detail };
  return Response.json(problem, { status, headers: { "content-type": "application/problem+json" } });
}

/** A page of a list. */
export function items(...items: object[]): { items: object[] } {
  return { items };
}

export class FakeServer {
  readonly asked: Asked[] = [];
  private readonly answers = new Map<string, Answer>();
  private readonly unanswered: string[] = [];
  private readonly streams: ReadableStreamDefaultController<Uint8Array>[] = [];

  constructor() {
    this.on("GET /me", ADMIN);
    this.on("GET /roles", ROLES);
    this.on("GET /fabrics", items());
    this.on("GET /changes", items());
    this.on("GET /repositories", items());
    this.on("GET /filters", items());
    this.on("GET /runs", items());
    this.on("GET /events", () => this.stream());
    vi.stubGlobal("fetch", (input: RequestInfo | URL, init?: RequestInit) => this.answer(input, init));
  }

  /** What it answers to a method and path below `/api/v1` from now on. */
  on(what: string, answer: Answer): this {
    this.answers.set(what, answer);
    return this;
  }

  /** How often it was asked for something; `where` tells requests of one path apart. */
  count(what: string, where: (asked: Asked) => boolean = () => true): number {
    return this.of(what).filter(where).length;
  }

  /** The requests of one method and path, oldest first. */
  of(what: string): Asked[] {
    return this.asked.filter(({ method, path }) => `${method} ${path}` === what);
  }

  /** The body of the last request of one method and path. */
  sent(what: string): unknown {
    return this.of(what).at(-1)?.body;
  }

  /** Tells whoever listens what happened. */
  tell(event: LiveEvent): void {
    const { event: name, ...data } = event;
    const text = new TextEncoder().encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    expect(this.streams.length, "nobody listens to events").toBeGreaterThan(0);
    for (const stream of this.streams) stream.enqueue(text);
  }

  get isHeard(): boolean {
    return this.streams.length > 0;
  }

  /** Fails where a page asked for something that the test has no answer to. */
  done(): void {
    expect(this.unanswered, "asked for, and the test has no answer").toEqual([]);
  }

  /** What the bar on every page asks of one's open changes: those of the list that the test gave. */
  private ofOpenChanges(what: string, { query }: Asked): object | undefined {
    const listed = this.answers.get("GET /changes");
    const all = listed && "items" in listed ? (listed.items as ChangeView[]) : [];
    if (what === "GET /changes" && query.has("mine")) {
      const me = this.answers.get("GET /me");
      const own = me && "email" in me ? me.email : undefined;
      return items(...all.filter(({ author }) => author.email === own));
    }
    const [, id, part] = /^GET \/changes\/([^/]+)(\/diff)?$/.exec(what) ?? [];
    const change = all.find((one) => one.id === id);
    if (!change || this.answers.has(what)) return undefined;
    return part ? { change: change.change, diff: "", conflicts: [], problems: [] } : change;
  }

  private stream(): Response {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void this.streams.push(controller) });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  private async answer(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request =
      input instanceof Request ? input : new Request(new URL(String(input), location.origin), clean(init));
    const url = new URL(request.url);
    const text = await request.text();
    const asked: Asked = {
      method: request.method,
      path: decodeURIComponent(url.pathname.replace("/api/v1", "")),
      query: url.searchParams,
      body: text === "" ? undefined : JSON.parse(text),
      headers: request.headers,
    };
    this.asked.push(asked);
    const what = `${asked.method} ${asked.path}`;
    const inFrame = this.ofOpenChanges(what, asked);
    if (inFrame) return Response.json(inFrame);
    if (/^POST \/fabrics\/[^/]+\/edit$/.test(what) && !this.answers.has(what)) {
      const edited = editedText(asked.body as Parameters<typeof editedText>[0]);
      return edited ? Response.json(edited) : refused(422, "Invalid text", "line 1: the text cannot be read");
    }
    if (!this.answers.has(what)) {
      this.unanswered.push(`${what}${url.search}`);
      return refused(404, "not found", what, "not-found");
    }
    const answer = this.answers.get(what);
    const given = typeof answer === "function" ? await answer(asked) : answer;
    if (given instanceof Response) return given;
    return given === null ? new Response(null, { status: 204 }) : Response.json(given);
  }
}

/** A signal of jsdom is none to Node. */
function clean({ signal: _, ...init }: RequestInit = {}): RequestInit {
  return init;
}
