/** The generated client, with what every request and answer goes through. */
import createClient, { type Middleware } from "openapi-fetch";
import type { Page, PendingPaths } from "./pending";
import { problemOf, unreached } from "./problem";
import type { paths } from "./schema";

/** What the server describes, and beside it what it does not describe yet. */
export type Paths = paths & Omit<PendingPaths, keyof paths>;

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** What is known of the log-in: kept here because every request needs it. */
let csrf: string | undefined;
let onLoggedOut: () => void = () => {};

/** From `GET /me` (or the answers that bring the same), for the header of unsafe requests. */
export function rememberCsrf(value: string | undefined): void {
  csrf = value;
}

/** What to do when the server says that nobody is logged in. */
export function whenLoggedOut(act: () => void): void {
  onLoggedOut = act;
}

/** Headers that a request of this method needs, for requests that do not go through the client. */
export function securityHeaders(method: string): Record<string, string> {
  return csrf !== undefined && !SAFE.has(method) ? { "x-csrf-token": csrf } : {};
}

const security: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(securityHeaders(request.method))) request.headers.set(name, value);
    return request;
  },
};

export const client = createClient<Paths>({
  baseUrl: typeof location === "undefined" ? "http://localhost" : location.origin,
  credentials: "same-origin",
  // looked up at each call, so that tests can put another in its place
  fetch: (request) => globalThis.fetch(request),
});
client.use(security);

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The data of an answer and its ETag, or the problem it carries, thrown. */
export async function answerWithTag<Data>(
  asked: Promise<Answer<Data>>,
): Promise<{ data: Data; etag: string | undefined }> {
  let answer: Answer<Data>;
  try {
    answer = await asked;
  } catch (error) {
    throw unreached(error);
  }
  const { data, error, response } = answer;
  if (!response.ok) {
    // a refused log-in is not the end of one
    if (response.status === 401 && !/\/api\/v1\/(session|setup)$/.test(new URL(response.url || "http://x/").pathname)) {
      onLoggedOut();
    }
    throw problemOf(error, response);
  }
  return { data: data as Data, etag: response.headers.get("etag") ?? undefined };
}

/** The data of an answer, or the problem it carries, thrown. */
export async function answer<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  return (await answerWithTag(asked)).data;
}

/** A page of a list. Servers from before lists had pages answered with all of it at once. */
export function pageOf<Item>(answered: Page<Item> | Item[]): Page<Item> {
  return Array.isArray(answered) ? { items: answered } : answered;
}

/** Until the server takes `limit` and `cursor` on every list: it refuses parameters that it does not know. */
const SERVER_HAS_PAGES = false;

export interface Paging {
  limit: number;
  cursor: string | undefined;
}

/**
 * Parameters of a page as the query of an operation: `never`, so that it fits operations whose lists are not
 * described as pages yet.
 */
export function paging({ limit, cursor }: Paging, filters: Record<string, unknown> = {}): never {
  const page = SERVER_HAS_PAGES ? { limit } : {};
  return { ...filters, ...page, ...(cursor === undefined ? {} : { cursor }) } as never;
}

/** All items of a list, page by page. */
export async function everyPage<Item>(
  ask: (page: Paging) => Promise<Page<Item> | Item[]>,
  limit = 1000,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = pageOf(await ask({ limit, cursor }));
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return items;
}
