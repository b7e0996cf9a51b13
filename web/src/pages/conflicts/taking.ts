/** What one decision about several conflicts would do to each, and did. Pure. */
import type { BulkOutcome, ConflictView } from "~/api/types";
import type { Outcome, Planned } from "~/components/selection/bulk";
import { decisionOf, placeOf, titleOf } from "~/features/conflict/set";
import { isLong, toYaml } from "~/lib/yaml/emit";

/** The name of each, with what it would be, or why not. */
export function planned(conflicts: readonly ConflictView[], outcomes: readonly BulkOutcome[]): Planned[] {
  const answers = new Map(outcomes.map((one) => [one.id, one]));
  return conflicts.map((conflict) => {
    const answer = answers.get(conflict.id);
    const refused = answer ? (answer.refused ?? undefined) : "the server gave no answer about it";
    return {
      id: String(conflict.id),
      name: `${titleOf(conflict)}: ${placeOf(conflict)}`,
      will: answer?.conflict ? wordsOf(answer.conflict) : undefined,
      refused,
    };
  });
}

/** What became of each. */
export function became(outcomes: readonly BulkOutcome[]): Outcome[] {
  return outcomes.map(({ id, conflict, refused }) => ({
    id: String(id),
    done: conflict ? wordsOf(conflict) : undefined,
    refused: refused ?? undefined,
  }));
}

/** `Git: 1400`. */
function wordsOf(conflict: ConflictView): string {
  const decision = decisionOf(conflict);
  if (!decision) return "decided";
  if (!("value" in decision) || conflict.path === "") return decision.label;
  if (decision.value === null || decision.value === undefined) return `${decision.label}: the field is removed`;
  return isLong(decision.value) ? decision.label : `${decision.label}: ${toYaml(decision.value)}`;
}
