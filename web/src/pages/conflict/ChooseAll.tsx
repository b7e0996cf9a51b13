/** Asks which side is chosen for all rows at once; nothing is applied by it. */
import { type FormEvent, useState } from "react";
import type { Side } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { RadioField } from "~/components/fields";
import { type Parties, sideLabel } from "~/features/conflict/set";
import { count } from "~/lib/words";

interface Props {
  parties: Parties;
  /** How many rows it chooses for. */
  many: number;
  onChoose: (take: Side) => void;
  onClose: () => void;
}

const SIDES: readonly Side[] = ["git", "draft", "base"];

export function ChooseAll({ parties, many, onChoose, onClose }: Props) {
  const [take, setTake] = useState<Side>("git");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChoose(take);
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Choose one side for ${count(many, "row")}`}
      description="The choices can be changed row by row after that. Nothing is decided before they are applied."
    >
      <form onSubmit={submit} className="stack">
        <RadioField
          label="Side"
          value={take}
          options={SIDES.map((side) => ({ value: side, label: sideLabel(side, parties) }))}
          onChange={setTake}
        />
        <SubmitActions onCancel={onClose}>Choose for all</SubmitActions>
      </form>
    </Dialog>
  );
}
