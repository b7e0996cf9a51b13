/** The pages of the documentation, each loaded once, when it is first needed. */
import { DOCS } from "virtual:docs";
import type { Doc, DocEntry } from "~/lib/docs/doc";
import { late } from "~/lib/late/late";

/** What `/help` shows: the list of all pages. */
export const START = "README";

const loading = new Map<string, Promise<Doc>>();

export function loaded({ name, load }: DocEntry): Promise<Doc> {
  const known = loading.get(name);
  if (known) return known;
  const begun = late(load)().then((module) => module.default);
  loading.set(name, begun);
  return begun;
}

export interface NamedDoc extends Doc {
  name: string;
}

let everything: Promise<NamedDoc[]> | undefined;

/** All pages, for who searches in them. */
export function allDocs(): Promise<NamedDoc[]> {
  everything ??= Promise.all(DOCS.map(async (entry) => ({ ...(await loaded(entry)), name: entry.name })));
  return everything;
}
