/** Why what a form shows cannot be saved. Pure. */
import type { FormState } from "./formText";

/** What was typed last could not be put into the text. */
export function notTyped({ problem }: Pick<FormState, "problem">): string | undefined {
  return problem?.of === "typing" ? "What you typed last is not in its text." : undefined;
}
