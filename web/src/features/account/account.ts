/** What may be entered for an account (crates/access): told while it is typed, decided by the server. Pure. */
import { count } from "~/lib/words";

/** The fewest characters of a password. */
export const SHORTEST_PASSWORD = 12;

export function loginProblem(login: string): string | undefined {
  const text = login.trim();
  if (text === "") return "a login is needed";
  return /^[a-z0-9][a-z0-9._+@-]*$/i.test(text)
    ? undefined
    : "begins with a letter or digit and has only letters, digits and ._-+@";
}

export function nameProblem(name: string): string | undefined {
  if (!/[\p{L}\p{N}]/u.test(name)) return "a name is needed: it is shown in commits";
  return /[<>]/.test(name) ? "has no < or >" : undefined;
}

export function emailProblem(email: string): string | undefined {
  return /^[^\s@<>",;]+@[^\s@<>",;]+$/.test(email.trim()) ? undefined : "reads somebody@example.org";
}

export function passwordProblem(password: string): string | undefined {
  const many = [...password].length;
  if (many >= SHORTEST_PASSWORD) return undefined;
  return many === 0
    ? "a password is needed"
    : `${count(SHORTEST_PASSWORD - many, "more character is", "more characters are")} needed`;
}

export function repeatProblem(password: string, repeated: string): string | undefined {
  return password === repeated ? undefined : "is not the same";
}
