/** How often a push was tried; how long it took is said with its steps. Pure. */
export function attemptWords(attempts: number): string {
  return attempts > 1 ? `Pushed at attempt ${attempts}.` : "Pushed at the first attempt.";
}
