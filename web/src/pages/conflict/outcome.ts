/** What is asked of the server for the outcome of choices, and what it is told in. Pure. */
import type { Tried } from "~/api/queries/conflicts";
import type { ConflictResult, ConflictView } from "~/api/types";
import { isCrossResource, partiesOf } from "~/features/conflict/set";
import { type Chosen, isWithCluster } from "~/features/conflict/withCluster";
import { count } from "~/lib/words";
import type { requestOf } from "./choices";

interface Row {
  conflict: ConflictView;
  request: ReturnType<typeof requestOf>;
}

/** Whether the outcome of a conflict can be tried: only of a draft, about one resource. */
export function isTriable(conflict: ConflictView): boolean {
  return partiesOf(conflict) === "draft" && !isCrossResource(conflict);
}

/** The choices that can be tried. */
export function triedOf(rows: readonly Row[]): Tried[] {
  return rows.flatMap(({ conflict, request }) =>
    request && !("other" in request) && isTriable(conflict) ? [{ conflict: conflict.id, ...request }] : [],
  );
}

/** What is chosen in a row, as a value or as it is typed; nothing as long as nothing is. */
export function chosenOf({ conflict, request }: Row): Chosen | undefined {
  if (!request || "other" in request) return undefined;
  return "take" in request ? { value: conflict[request.take] } : { text: request.value };
}

/** Whether the value of what is left open is Git's: what is open with the cluster keeps the draft's. */
export function keepsGit(rows: readonly Row[]): boolean {
  return !rows.some(({ conflict }) => isWithCluster(conflict));
}

/** One sentence on an outcome; `isGits`: what is left open keeps Git's value in it. */
export function outcomeWords({ left, diff, text, git }: ConflictResult, isGits = true): string {
  if (left > 0 && !isGits) return `${count(left, "conflict")} left; nothing is published before all are decided.`;
  if (left === 1) return "1 conflict left; until it is decided, it keeps Git's value.";
  if (left > 0) return `${count(left, "conflict")} left; until they are decided, they keep Git's value.`;
  if (text === null || text === undefined) return "The resource is deleted.";
  if (git === null || git === undefined) return "The resource is added to Git.";
  return diff === "" ? "Git stays as it is." : "This is what the change brings to Git.";
}
