/** What a person has chosen and not applied yet, with the way back. Pure. */
import type { ConflictView, Decision, Side } from "~/api/types";
import { mayType, sidesOf } from "~/features/conflict/withCluster";
import { toYaml } from "~/lib/yaml/emit";

/** Which field a value is typed for: the resource's own, or that of the other one, where two break a rule together. */
export type TypedField = "own" | "other";

export type Choice = { take: Side } | { typed: TypedField };

export type TypedTexts = Readonly<Partial<Record<TypedField, string>>>;

export interface Choices {
  /** By question, so that a choice outlives the record it was made for, and ends when a value is another one. */
  chosen: Readonly<Record<string, Choice>>;
  /** Typed texts by subject: they are kept whatever happens to the question. */
  typed: Readonly<Record<string, TypedTexts>>;
  /** What was chosen before, the last one at the end. */
  past: readonly Readonly<Record<string, Choice>>[];
}

export const NOTHING_CHOSEN: Choices = { chosen: {}, typed: {}, past: [] };

export type Step =
  | { do: "choose"; question: string; choice: Choice }
  /** The same side for several, undone as one. */
  | { do: "choose all"; questions: readonly string[]; take: Side }
  | { do: "type"; subject: string; field: TypedField; text: string }
  | { do: "undo" }
  /** Applied: it is not a choice any more, and cannot be undone here. */
  | { do: "applied"; question: string };

export function step(before: Choices, taken: Step): Choices {
  switch (taken.do) {
    case "choose": {
      const had = before.chosen[taken.question];
      if (had && JSON.stringify(had) === JSON.stringify(taken.choice)) return before;
      return {
        ...before,
        chosen: { ...before.chosen, [taken.question]: taken.choice },
        past: [...before.past, before.chosen],
      };
    }
    case "choose all": {
      if (taken.questions.length === 0) return before;
      const all = Object.fromEntries(taken.questions.map((question) => [question, { take: taken.take }]));
      return { ...before, chosen: { ...before.chosen, ...all }, past: [...before.past, before.chosen] };
    }
    case "type": {
      const texts = { ...before.typed[taken.subject], [taken.field]: taken.text };
      return { ...before, typed: { ...before.typed, [taken.subject]: texts } };
    }
    case "undo": {
      const chosen = before.past.at(-1);
      return chosen ? { ...before, chosen, past: before.past.slice(0, -1) } : before;
    }
    case "applied": {
      const without = ({ [taken.question]: _, ...rest }: Readonly<Record<string, Choice>>) => rest;
      return { ...before, chosen: without(before.chosen), past: before.past.map(without) };
    }
  }
}

/**
 * A choice that was made at this place for other values: it does not hold any more, and is told so that nobody wonders
 * where it went.
 */
export function lostChoice(chosen: Choices["chosen"], subject: string, question: string): Choice | undefined {
  if (chosen[question]) return undefined;
  const last = Object.keys(chosen).findLast((other) => subjectIn(other) === subject);
  return last === undefined ? undefined : chosen[last];
}

function subjectIn(question: string): unknown {
  try {
    return JSON.parse(question)[0];
  } catch {
    return undefined;
  }
}

/** What is asked of the server for a choice; nothing while the typed value is empty. */
export function requestOf(
  choice: Choice | undefined,
  typed: TypedTexts,
): { take: Side } | { value: string } | { other: string } | undefined {
  if (!choice) return undefined;
  if ("take" in choice) return choice;
  const text = typed[choice.typed];
  if (!text?.trim()) return undefined;
  return choice.typed === "own" ? { value: text } : { other: text };
}

/** The row after or before one, staying at the ends. */
export function moved(at: number, by: 1 | -1, rows: number): number {
  return Math.min(Math.max(0, rows - 1), Math.max(0, at + by));
}

/** An earlier decision as a choice of today, with what is typed for it; nothing where no choice says the same. */
export function choiceLike(
  decision: Decision,
  conflict: Pick<ConflictView, "git" | "draft" | "base" | "cluster" | "parties" | "path">,
): { choice: Choice; text?: string } | undefined {
  if (decision === "delete") {
    const take = sidesOf(conflict).find((side) => (conflict[side] ?? null) === null);
    return take && { choice: { take } };
  }
  if ("take" in decision) return sidesOf(conflict).includes(decision.take) ? { choice: decision } : undefined;
  if (!mayType(conflict)) return undefined;
  return { choice: { typed: "own" }, text: toYaml(decision.value) };
}
