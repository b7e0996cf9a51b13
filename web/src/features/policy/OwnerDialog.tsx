/** Whom a field belongs to, as fields. It is put into the policy that is being edited, not saved. */
import { type FormEvent, useState } from "react";
import type { FieldOwner } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { SelectField } from "~/components/fields";
import { KindField, PathField } from "./AboutFields";
import { OWNERS, ownerHint } from "./policy";

interface Props {
  title: string;
  owner: FieldOwner;
  onTake: (owner: FieldOwner) => void;
  onClose: () => void;
}

export function OwnerDialog({ title, owner, onTake, onClose }: Props) {
  const [edited, setEdited] = useState(owner);
  const set = (part: Partial<FieldOwner>) => setEdited({ ...edited, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!edited.path) return;
    onTake(edited);
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      description="Owners decide before any rule. It holds once the policy is saved."
    >
      <form onSubmit={submit} className="stack">
        <PathField
          hint="As in metadata.labels.team or spec.subnets.*.vlan, with all that is below."
          path={edited.path}
          onChange={(path) => set({ path })}
        />
        <KindField kind={edited.kind} onChange={(kind) => set({ kind })} />
        <SelectField
          label="It belongs to"
          hint={ownerHint(edited.owner)}
          value={edited.owner}
          options={OWNERS}
          onChange={(value) => set({ owner: value })}
        />
        <SubmitActions onCancel={onClose} disabled={!edited.path}>
          {title}
        </SubmitActions>
      </form>
    </Dialog>
  );
}
