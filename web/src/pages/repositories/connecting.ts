/** What is said where a repository could not be connected. Pure. */
import { asProblem, ProblemError } from "~/api/problem";

/** The server words a failed contact as one with a repository that it follows; of one that is not connected it tries nothing. */
const AGAIN = /[;,]\s*(?:and )?it is\s+tried again\s+automatically/gi;

/** The failure without the promise to try again, which holds of connected repositories only. */
export function connectFailure(error: unknown): unknown {
  const { status, title, detail, problem, retryAfter } = asProblem(error);
  if (!detail) return error;
  return new ProblemError(status, title, detail.replace(AGAIN, ""), problem, retryAfter);
}
