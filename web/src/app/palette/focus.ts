/** The keys go to what is typed in, also where it takes the place of another list in the open palette. */
export function focus(input: HTMLInputElement | null): void {
  input?.focus();
}
