/** What the list of conflicts is narrowed to in its address. Pure. */
import type { ConflictFilter } from "~/api/queries/conflicts";
import type { ConflictState, ConflictView } from "~/api/types";

/** The parameters of the address. */
export interface Narrowed {
  fabric?: string;
  change?: string;
  state?: string;
  kind?: string;
  sort?: string;
  assignee?: string;
}

export const STATES: readonly { value: ConflictState; label: string }[] = [
  { value: "open", label: "Open" },
  { value: "resolved", label: "Resolved" },
  { value: "superseded", label: "Superseded" },
];

export function stateOf({ state }: Narrowed): ConflictState {
  return STATES.find((one) => one.value === state)?.value ?? "open";
}

/** What the server is asked for: all that belongs on a page with many others. `me` is the login of whoever looks. */
export function askedFor(narrowed: Narrowed, me: string | undefined): ConflictFilter {
  const { fabric, assignee } = narrowed;
  const login = assignee === "me" ? me : assignee === "nobody" ? "" : assignee;
  return {
    state: stateOf(narrowed),
    ...(fabric && { fabric }),
    ...(login !== undefined && { assignee: login }),
  };
}

/** What is left of those by change, kind and sort: so that the other choices stay in sight. */
export function fits({ change, kind, sort }: Narrowed): (one: ConflictView) => boolean {
  return (one) =>
    (!change || one.change === change) && (!kind || one.kind === kind) && (!sort || one.conflict === sort);
}

/** What a list offers to choose, in order, with what is chosen although nothing has it. */
export function offered(values: readonly string[], chosen: string | undefined): string[] {
  return [...new Set([...values, ...(chosen ? [chosen] : [])])].sort((a, b) =>
    a.localeCompare(b, "en", { numeric: true }),
  );
}
