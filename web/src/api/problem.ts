/** Failures as the server tells them (RFC 9457), and the one that it cannot tell: that it was not reached. */
import type { Problem } from "./schema";

export class ProblemError extends Error {
  override name = "ProblemError";

  constructor(
    /** The HTTP status; 0 when no answer came, -1 when it is not about an answer. */
    readonly status: number,
    readonly title: string,
    readonly detail: string | undefined,
    readonly problem: Partial<Problem> = {},
    /** After how many seconds it may be tried again, where the server said so. */
    readonly retryAfter: number | undefined = undefined,
  ) {
    super(detail ? `${title}: ${detail}` : title);
  }

  get isUnreached(): boolean {
    return this.status === 0;
  }
}

/** The problem that an answer with a failure carries; one made up from the status where a proxy answered instead. */
export function problemOf(body: unknown, response: Response): ProblemError {
  const retryAfter = Number(response.headers.get("retry-after")) || undefined;
  if (typeof body === "object" && body !== null && "title" in body && typeof body.title === "string") {
    const problem = body as Partial<Problem>;
    const detail = typeof problem.detail === "string" ? problem.detail : undefined;
    return new ProblemError(response.status, body.title, detail, problem, retryAfter);
  }
  const title = `the server answered ${response.status} ${response.statusText}`.trim();
  const detail = "The answer did not come from Hedgerow: a proxy in front of it may have sent it.";
  return new ProblemError(response.status, title, detail, {}, retryAfter);
}

/** What a failed `fetch` means; an abort stays an abort. */
export function unreached(error: unknown): unknown {
  if (error instanceof ProblemError || (error instanceof DOMException && error.name === "AbortError")) return error;
  return new ProblemError(
    0,
    "the server cannot be reached",
    "There was no answer. What you see may be out of date, and whether something that was asked for was done is shown once the server answers.",
  );
}

/** Any failure as a problem, to be shown. */
export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new ProblemError(-1, "this page failed", detail);
}
