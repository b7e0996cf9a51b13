/** Where each step's bar stands: steps follow each other, each from the end of the one before. Pure. */
import type { RunStepView } from "~/api/types";

export interface Bar {
  step: RunStepView;
  /** Percent of the whole. */
  from: number;
  width: number;
}

export function barsOf(steps: readonly RunStepView[]): Bar[] {
  const whole = steps.reduce((sum, step) => sum + step.duration_us, 0);
  let spent = 0;
  return steps.map((step) => {
    const from = whole === 0 ? 0 : (spent / whole) * 100;
    spent += step.duration_us;
    return { step, from, width: whole === 0 ? 0 : (step.duration_us / whole) * 100 };
  });
}
