/** People as the server writes them in one text. Pure. */

/** The name of `Name <address>`; the whole text where it is written otherwise. */
export function nameIn(person: string): string {
  return /^(.+?) <[^<>]*>$/.exec(person)?.[1] ?? person;
}
