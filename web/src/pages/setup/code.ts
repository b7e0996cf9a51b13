/** The set-up code of the link that the server prints. Pure but for the address bar. */

/** The code in a fragment such as `#code=abc`; empty without one. */
export function codeIn(fragment: string): string {
  return new URLSearchParams(fragment.replace(/^#/, "")).get("code")?.trim() ?? "";
}

/** Takes the code out of the address bar and its history entry, so that nobody reads it there. */
export function hideCode(): void {
  if (codeIn(location.hash) === "") return;
  history.replaceState(history.state, "", location.pathname + location.search);
}
