/**
 * The password that the people of a demo share, once it was typed: as long as the page is open, any of them is logged in by one
 * click. It is kept in memory only, and never of a server that is not a demo.
 */
import type { DemoPerson } from "~/api/types";

let known: string | undefined;

export const knownPassword = () => known;

export function forgetPassword(): void {
  known = undefined;
}

/** After a log-in that the server accepted. */
export function rememberPassword(people: readonly DemoPerson[], typed: { login: string; password: string }): void {
  if (people.some(({ login }) => login === typed.login)) known = typed.password;
}
