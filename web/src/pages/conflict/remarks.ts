/** The remarks of a set as one talk. Pure. */
import type { ConflictSet, RemarkView } from "~/api/types";
import { placeOf } from "~/features/conflict/set";

export interface Said extends RemarkView {
  key: string;
  /** The field, where remarks are about several. */
  place: string | undefined;
}

/** Oldest first; each once, though several conflicts may have it from one whose place they took. */
export function remarksOf({ conflict, open, resolved, remarks = {} }: ConflictSet): Said[] {
  const known = new Map([conflict, ...open, ...resolved].map((one) => [String(one.id), one]));
  const about = Object.entries(remarks).filter(([, said]) => said.length > 0);
  const said = new Map<string, Said>();
  for (const [id, ofOne] of about) {
    const one = known.get(id);
    for (const remark of ofOne) {
      const key = JSON.stringify([remark.at, remark.author, remark.text]);
      if (!said.has(key)) said.set(key, { ...remark, key, place: about.length > 1 && one ? placeOf(one) : undefined });
    }
  }
  return [...said.values()].sort((a, b) => a.at - b.at);
}
