/** A rule of a policy, as fields: what it is about, and what it does. It is put into the policy that is being edited, not saved. */
import { type FormEvent, useState } from "react";
import type { ConflictKind, PolicyRule } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { SelectField, TextField } from "~/components/fields";
import { Marked } from "~/components/Marked";
import { stateWord } from "~/components/state/words";
import { KindField, PathField } from "./AboutFields";
import { nameProblem, RULE_SORTS, ruleSentence, SETTLES, settleHint } from "./policy";

interface FieldsProps {
  rule: PolicyRule;
  /** The other rules of the policy. */
  others: readonly PolicyRule[];
  onChange: (rule: PolicyRule) => void;
}

const SORTS = [
  { value: "", label: "Any sort, about a field" },
  ...RULE_SORTS.map((value) => ({ value, label: stateWord("ConflictKind", value).word })),
] as { value: ConflictKind | ""; label: string }[];

export function RuleFields({ rule, others, onChange }: FieldsProps) {
  const set = (part: Partial<PolicyRule>) => onChange({ ...rule, ...part });
  return (
    <>
      <PathField
        hint="As in spec.subnets.*.vlan or **.description, with all that is below; empty for every field."
        path={rule.path ?? ""}
        onChange={(path) => set({ path: path || null })}
      />
      <KindField kind={rule.kind} onChange={(kind) => set({ kind })} />
      <SelectField
        label="Sort of conflict"
        hint="A conflict about a whole resource is only decided by a rule that names its sort."
        value={rule.conflict ?? ""}
        options={SORTS}
        onChange={(conflict) => set({ conflict: conflict || null })}
      />
      <SelectField
        label="What it does"
        hint={settleHint(rule.take)}
        value={rule.take}
        options={SETTLES}
        onChange={(take) => set({ take })}
      />
      <TextField
        label="Name of the rule"
        isMono
        spellCheck={false}
        autoCapitalize="none"
        value={rule.name}
        error={nameProblem(rule.name, others)}
        onChange={(name) => set({ name })}
      />
    </>
  );
}

interface Props {
  title: string;
  rule: PolicyRule;
  others: readonly PolicyRule[];
  onTake: (rule: PolicyRule) => void;
  onClose: () => void;
}

export function RuleDialog({ title, rule, others, onTake, onClose }: Props) {
  const [edited, setEdited] = useState(rule);
  const problem = nameProblem(edited.name, others);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem !== undefined) return;
    onTake(edited);
    onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={title} description="It holds once the policy is saved.">
      <form onSubmit={submit} className="stack">
        <RuleFields rule={edited} others={others} onChange={setEdited} />
        <p role="status">
          <Marked text={ruleSentence(edited)} />
        </p>
        <SubmitActions onCancel={onClose} disabled={problem !== undefined}>
          {title}
        </SubmitActions>
      </form>
    </Dialog>
  );
}
