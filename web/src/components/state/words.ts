/** Every word for a state that pages show, under the name of its type in the API: the one table. Pure. */
import { AUDIT, CREDENTIAL, POLICY_FILE, RULE, RUN, RUN_OUTCOME, STEP, VERIFY, VERIFY_SIDE } from "./acts";
import { AGENT, APPLIER, APPLY, DRIFT } from "./cluster";
import { CHANGE, CONFLICT, DRAFT, FIELD, RESOURCE, SEVERITY, SORT, STANDING } from "./git";
import type { StateGroup, StateWord } from "./kinds";

export const STATES = {
  ResourceState: RESOURCE,
  Standing: STANDING,
  ChangeState: CHANGE,
  DraftState: DRAFT,
  ConflictState: CONFLICT,
  ConflictKind: SORT,
  FieldState: FIELD,
  Severity: SEVERITY,
  RuleLevel: RULE,
  PolicyFileState: POLICY_FILE,
  RunState: RUN,
  RunOutcome: RUN_OUTCOME,
  StepOutcome: STEP,
  DriftStanding: DRIFT,
  ApplyOutcome: APPLY,
  ApplierStanding: APPLIER,
  AgentStanding: AGENT,
  CredentialState: CREDENTIAL,
  AuditOutcome: AUDIT,
  VerifyOutcome: VERIFY,
  VerifyState: VERIFY_SIDE,
} as const;

export type StateOf = keyof typeof STATES;

/** What is said of a state; of one that a newer server has, no more than its name. */
export function stateWord(of: StateOf, state: string): Required<StateWord> {
  const words: Partial<Record<string, StateWord>> = (STATES[of] as StateGroup<string>).words;
  const {
    word = state,
    tone = "aside",
    means = "This version of the page does not know this state: reload it.",
  } = words[state] ?? {};
  return { word, tone, means };
}
