/** Begins a change: its name and its fabric. It is there as soon as something is edited in it. */
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useFabrics } from "~/api/queries/fabrics";
import { may, useMe } from "~/api/queries/me";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { SelectField, TextField } from "~/components/fields";
import { chooseTarget } from "~/features/drafting/target";

interface Props {
  isOpen: boolean;
  fabric: string | undefined;
  onClose: () => void;
}

export function NewChange({ isOpen, fabric, onClose }: Props) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="New change"
      description="A change gathers edits until they are published together as one commit. It is created with its first edit."
    >
      <Form fabric={fabric} onClose={onClose} />
    </Dialog>
  );
}

function Form({ fabric, onClose }: Omit<Props, "isOpen">) {
  const me = useMe();
  const fabrics = (useFabrics().data ?? []).filter((one) => may(me, "edit", one.fabric));
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState(fabric);
  const [isTried, setTried] = useState(false);
  const navigate = useNavigate();
  const where = chosen ?? fabrics[0]?.fabric;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === "" || where === undefined) return;
    chooseTarget(where, { name: name.trim(), isNew: true });
    void navigate({ to: "/fabrics/$fabric", params: { fabric: where } });
  };
  return (
    <form onSubmit={submit} className="stack">
      <TextField
        label="Name"
        hint="What it does, in a few words; it is the commit's subject, unless you write another message."
        placeholder="such as bigger-pool"
        value={name}
        onChange={setName}
        error={isTried && name.trim() === "" ? "The change needs a name." : undefined}
        maxLength={200}
        autoComplete="off"
      />
      {fabrics.length > 0 && (
        <SelectField
          label="Fabric"
          value={where ?? ""}
          options={fabrics.map((one) => ({ value: one.fabric, label: one.fabric }))}
          onChange={setChosen}
        />
      )}
      <SubmitActions onCancel={onClose}>Choose a resource to edit</SubmitActions>
    </form>
  );
}
