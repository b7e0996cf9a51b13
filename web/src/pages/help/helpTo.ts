/** Where a page of the documentation is in the application. */
import { START } from "./docs";

export function helpTo(doc: string, at?: string) {
  const hash = at === undefined ? {} : { hash: at };
  return doc === START
    ? ({ to: "/help", ...hash } as const)
    : ({ to: "/help/$doc", params: { doc }, ...hash } as const);
}
