/** Moves some edits of a change to another one, so that the rest can go. */
import { type FormEvent, useState } from "react";
import { useSplit } from "~/api/queries/changes";
import type { ChangeView } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { CheckField, SelectField } from "~/components/fields";
import { useToast } from "~/components/Toasts";
import { editName, spokenName } from "~/features/resource/identity";
import { count } from "~/lib/words";
import { NameField } from "../NameField";
import { nameProblem } from "../target";
import styles from "./SplitDialog.module.css";

/** Names of changes are one line, so this is none. */
const NEW = "\n";

interface Props {
  change: ChangeView;
  /** One's open changes of the fabric. */
  others: readonly ChangeView[];
  onClose: () => void;
}

export function SplitDialog({ change, others, onClose }: Props) {
  const names = others.map((other) => other.change).filter((name) => name !== change.change);
  const [moving, setMoving] = useState<ReadonlySet<string>>(new Set());
  const [into, setInto] = useState(NEW);
  const [name, setName] = useState("");
  const [isTried, setTried] = useState(false);
  const split = useSplit(change.id);
  const say = useToast();
  const isNew = into === NEW;
  const problem = isNew ? nameProblem(name) : undefined;
  const isAll = moving.size === change.drafts.length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problem !== undefined || moving.size === 0 || isAll || split.isPending) return;
    split.mutate(
      { resources: [...moving], into: isNew ? name.trim() : into },
      {
        onSuccess: (view) => {
          say(`${count(moving.size, "edit")} moved to ${view.into.change}.`);
          onClose();
        },
      },
    );
  };
  const toggle = (resource: string, isChosen: boolean) => {
    const after = new Set(moving);
    if (isChosen) after.add(resource);
    else after.delete(resource);
    setMoving(after);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Move edits of ${change.change}`}
      description="They go with their conflicts; approvals of both changes are void."
    >
      <form onSubmit={submit} className="stack">
        <fieldset className={styles.drafts}>
          <legend className="visually-hidden">Edits to move</legend>
          {change.drafts.map((draft) => (
            <CheckField
              key={`${draft.group}/${editName(draft)}/${draft.namespace}`}
              label={`${spokenName(draft)}: ${draft.action}`}
              isChecked={moving.has(editName(draft))}
              onChange={(isChosen) => toggle(editName(draft), isChosen)}
            />
          ))}
        </fieldset>
        {names.length > 0 && (
          <SelectField
            label="To"
            value={into}
            options={[...names.map((value) => ({ value, label: value })), { value: NEW, label: "a new change …" }]}
            onChange={setInto}
          />
        )}
        {isNew && <NameField label="Name of the new change" name={name} isTried={isTried} onChange={setName} />}
        {isTried && moving.size === 0 && <p role="alert">Choose what moves.</p>}
        {isAll && <p role="alert">All of it cannot move: rename the change instead.</p>}
        {split.error && <ErrorView error={split.error} />}
        <SubmitActions onCancel={onClose} isBusy={split.isPending} disabled={isAll}>
          Move edits
        </SubmitActions>
      </form>
    </Dialog>
  );
}
