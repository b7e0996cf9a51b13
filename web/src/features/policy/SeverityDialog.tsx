/** How much some drift matters, as fields. It is put into the policy that is being edited, not saved. */
import { type FormEvent, useState } from "react";
import type { SeverityRule } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { SelectField } from "~/components/fields";
import { Marked } from "~/components/Marked";
import { KindField, PathField } from "./AboutFields";
import { DRIFT_STANDINGS, SEVERITIES, severityProblem, severitySentence } from "./policy";

interface Props {
  title: string;
  severity: SeverityRule;
  onTake: (severity: SeverityRule) => void;
  onClose: () => void;
}

export function SeverityDialog({ title, severity, onTake, onClose }: Props) {
  const [edited, setEdited] = useState(severity);
  const set = (part: Partial<SeverityRule>) => setEdited({ ...edited, ...part });
  const problem = severityProblem(edited);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem !== undefined) return;
    onTake(edited);
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      description="The first that fits says it; drift that none fits is a warning. It holds once the policy is saved."
    >
      <form onSubmit={submit} className="stack">
        <PathField
          hint="As in spec.subnets.*.vlan or **.description, with all that is below; empty for any drift."
          error={problem}
          path={edited.path ?? ""}
          onChange={(path) => set({ path: path || null })}
        />
        <KindField kind={edited.kind} onChange={(kind) => set({ kind })} />
        <SelectField
          label="How it drifted"
          value={edited.standing ?? ""}
          options={DRIFT_STANDINGS}
          onChange={(standing) => set({ standing: standing || null })}
        />
        <SelectField
          label="It is"
          value={edited.severity}
          options={SEVERITIES}
          onChange={(value) => set({ severity: value })}
        />
        <p role="status">
          <Marked text={severitySentence(edited)} />
        </p>
        <SubmitActions onCancel={onClose} disabled={problem !== undefined}>
          {title}
        </SubmitActions>
      </form>
    </Dialog>
  );
}
