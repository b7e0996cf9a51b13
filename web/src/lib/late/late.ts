/** Parts of the application that are loaded when they are first shown, and the failure to load one. */

/** A part of the application did not load. */
export class LateError extends Error {
  override name = "LateError";
}

/** The part; its failure under our own name, whatever the browser or the bundler calls it. */
export function late<Module>(load: () => Promise<Module>): () => Promise<Module> {
  return () =>
    load().catch((error: unknown) => {
      throw new LateError(error instanceof Error ? error.message : String(error), { cause: error });
    });
}

/** The page in its window; an object, so that tests can put another in its place. */
export const page = {
  reload: () => location.reload(),
  /** Whether the server gives the page out. */
  isAnswering: async (signal: AbortSignal): Promise<boolean> => {
    try {
      const answer = await fetch("/", { headers: { accept: "text/html" }, cache: "no-store", signal });
      return answer.ok;
    } catch {
      return false;
    }
  },
};

const RELOADED = "hedgerow.reloaded";

/** When this tab was last loaded anew because a part was missing. */
export function reloadedAt(): number | undefined {
  try {
    return Number(sessionStorage.getItem(RELOADED)) || undefined;
  } catch {
    return undefined;
  }
}

/** Loads the page anew, and remembers that; tells whether it could be remembered, without which it is not done. */
export function reloadOnce(now: number): boolean {
  try {
    sessionStorage.setItem(RELOADED, String(now));
  } catch {
    return false;
  }
  page.reload();
  return true;
}
