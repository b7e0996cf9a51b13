/** What a change is called: a new one before its first edit, or an open one from now on. */
import { type FormEvent, useState } from "react";
import { useRename } from "~/api/queries/changes";
import type { ChangeView } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { NameField } from "../NameField";
import { chooseTarget, nameProblem, useRemember } from "../target";

interface FormProps {
  name: string;
  action: string;
  isBusy?: boolean;
  error?: Error | null;
  onName: (name: string) => void;
  onClose: () => void;
}

function NameForm({ name: first, action, isBusy = false, error, onName, onClose }: FormProps) {
  const [name, setName] = useState(first);
  const [isTried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (nameProblem(name) === undefined && !isBusy) onName(name.trim());
  };
  return (
    <form onSubmit={submit} className="stack">
      <NameField
        hint="What it does, in a few words; the commit's subject, unless you write another message."
        name={name}
        isTried={isTried}
        onChange={setName}
      />
      {error && <ErrorView error={error} />}
      <SubmitActions onCancel={onClose} isBusy={isBusy}>
        {action}
      </SubmitActions>
    </form>
  );
}

export function RenameDialog({ change, onClose }: { change: ChangeView; onClose: () => void }) {
  const rename = useRename(change.id);
  const remember = useRemember();
  const onName = (name: string) =>
    rename.mutate(name, {
      onSuccess: (renamed) => {
        remember(renamed);
        onClose();
      },
    });
  return (
    <Dialog isOpen onClose={onClose} title={`Rename ${change.change}`}>
      <NameForm
        name={change.change}
        action="Rename change"
        isBusy={rename.isPending}
        error={rename.error}
        onName={onName}
        onClose={onClose}
      />
    </Dialog>
  );
}

/** Begins a change: it is opened with its first edit. */
export function NameDialog({ fabric, onClose }: { fabric: string; onClose: () => void }) {
  const onName = (name: string) => {
    chooseTarget(fabric, { name, isNew: true });
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Another change in ${fabric}`}
      description="Your next edits go there, and are published together as one commit. The change you had stays open."
    >
      <NameForm name="" action="Begin change" onName={onName} onClose={onClose} />
    </Dialog>
  );
}
