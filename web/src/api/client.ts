/** The generated client, with what every request and answer goes through. */
import createClient, { type Middleware } from "openapi-fetch";
import { problemOf, unreached } from "./problem";
import type { paths } from "./schema";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** What is known of the log-in: kept here because every request needs it. */
let csrf: string | null | undefined;
let onLoggedOut: () => void = () => {};

/** From `GET /me` (or the answers that bring the same), for the header of unsafe requests. */
export function rememberCsrf(value: string | null | undefined): void {
  csrf = value;
}

/** What to do when the server says that nobody is logged in. */
export function whenLoggedOut(act: () => void): void {
  onLoggedOut = act;
}

/** Headers that a request of this method needs, for requests that do not go through the client. */
export function securityHeaders(method: string): Record<string, string> {
  return csrf && !SAFE.has(method) ? { "x-csrf-token": csrf } : {};
}

const security: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(securityHeaders(request.method))) request.headers.set(name, value);
    return request;
  },
};

export const client = createClient<paths>({
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
  // what is refused because of an earlier session says nothing of the one that began since
  const session = csrf;
  let answer: Answer<Data>;
  try {
    answer = await asked;
  } catch (error) {
    throw unreached(error);
  }
  const { data, error, response } = answer;
  if (!response.ok) {
    // a refused log-in is not the end of one
    const isOfLogin = /\/api\/v1\/(session|setup)$/.test(new URL(response.url || "http://x/").pathname);
    if (response.status === 401 && !isOfLogin && session === csrf) onLoggedOut();
    throw problemOf(error, response);
  }
  return { data: data as Data, etag: response.headers.get("etag") ?? undefined };
}

/** The data of an answer, or the problem it carries, thrown. */
export async function answer<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  return (await answerWithTag(asked)).data;
}

/** A part of a list. */
export interface Page<Item> {
  items: Item[];
  /** Where the next page starts; nothing on the last one. */
  next?: string | null;
}

interface Paging {
  limit: number;
  cursor?: string;
}

interface Sizes<Item> {
  limit?: number;
  /** How many are asked for first, so that they can be shown while the others are on their way. */
  first?: number;
  /** The first ones, where there are more. */
  onFirst?: (items: Item[]) => void;
}

/** All items of a list, page by page. */
export async function everyPage<Item>(
  ask: (page: Paging) => Promise<Page<Item>>,
  { limit = 1000, first = limit, onFirst }: Sizes<Item> = {},
): Promise<Item[]> {
  const { items, next } = await ask({ limit: first });
  if (!next) return items;
  onFirst?.(items);
  const all = [...items];
  for (let cursor: string | null | undefined = next; cursor; ) {
    const page = await ask({ limit, cursor });
    all.push(...page.items);
    cursor = page.next;
  }
  return all;
}

/** How an endless list asks for its pages (TanStack Query). */
export const pages = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: Page<unknown>) => page.next ?? undefined,
};
