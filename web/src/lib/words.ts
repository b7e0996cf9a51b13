/** Small words around numbers. Pure. */
const numbers = new Intl.NumberFormat("en");

/** `1 resource`, `1,200 resources`, `no resources`. */
export function count(many: number, one: string, several = `${one}s`): string {
  if (many === 0) return `no ${several}`;
  return `${numbers.format(many)} ${many === 1 ? one : several}`;
}

/** `1,200`. */
export function number(many: number): string {
  return numbers.format(many);
}

/** `a`, `a and b`, `a, b and c`. */
export function list(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** A commit as people read it. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 10);
}

/** A fragment as a sentence: with a capital first letter and a full stop. */
export function sentence(text: string): string {
  const first = capital(text);
  return /[.!?)]$/.test(first) ? first : `${first}.`;
}

/** With a capital first letter. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
