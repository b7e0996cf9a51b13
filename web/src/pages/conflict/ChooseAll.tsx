/** Asks which side is chosen for all rows at once; nothing is applied by it. */
import { type FormEvent, useState } from "react";
import type { ConflictView, Side } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { RadioField } from "~/components/fields";
import { partiesOf, sideLabel } from "~/features/conflict/set";
import { sidesOf } from "~/features/conflict/withCluster";
import { count, number } from "~/lib/words";

interface Props {
  /** Those of the rows that it chooses for. */
  conflicts: readonly ConflictView[];
  onChoose: (take: Side) => void;
  onClose: () => void;
}

const SIDES: readonly Side[] = ["git", "draft", "cluster", "base"];

export function ChooseAll({ conflicts, onChoose, onClose }: Props) {
  const [take, setTake] = useState<Side>("git");
  const many = conflicts.length;
  const options = SIDES.flatMap((side) => {
    const having = conflicts.filter((conflict) => sidesOf(conflict).includes(side));
    const [first] = having;
    if (!first) return [];
    const label = sideLabel(side, partiesOf(first));
    return {
      value: side,
      label: having.length === many ? label : `${label} (in ${number(having.length)} of ${count(many, "row")})`,
    };
  });
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
        <RadioField label="Side" value={take} options={options} onChange={setTake} />
        <SubmitActions onCancel={onClose}>Choose for all</SubmitActions>
      </form>
    </Dialog>
  );
}
