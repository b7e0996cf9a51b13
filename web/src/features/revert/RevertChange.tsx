/** Takes a published change back: opens the change that does so, named after it, and goes there. */
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { asProblem } from "~/api/problem";
import { useRevert } from "~/api/queries/changes";
import { Button } from "~/components/Button";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { NameField } from "~/features/drafting/NameField";
import { nameProblem, useRemember } from "~/features/drafting/target";
import { revertName } from "./revertName";

/** A published change, as far as reverting needs it. */
export interface Revertible {
  id: string;
  change: string;
}

interface Props {
  change: Revertible;
  /** It stands beside other things: the button names the change for who does not see where it is. */
  isOneOfMany?: boolean;
}

export function RevertChange({ change, isOneOfMany = false }: Props) {
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <Button onClick={() => setAsked(true)} aria-label={isOneOfMany ? `Revert ${change.change}…` : undefined}>
        Revert…
      </Button>
      <Dialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={`Revert ${change.change}?`}
        description={`The change ${revertName(change.change)} is opened, in which its resources are what they were before. What others did to them since stays, or becomes a conflict. Nothing is published yet.`}
      >
        <Form change={change} onClose={() => setAsked(false)} />
      </Dialog>
    </>
  );
}

function Form({ change, onClose }: { change: Revertible; onClose: () => void }) {
  const [name, setName] = useState(revertName(change.change));
  const [isTried, setTried] = useState(false);
  const revert = useRevert(change.id);
  const remember = useRemember();
  const navigate = useNavigate();
  const problem = nameProblem(name);
  // asked for where there is a change of that name already, and from then on
  const [isNameTaken, setNameTaken] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problem !== undefined || revert.isPending) return;
    try {
      const opened = await revert.mutateAsync({ change: name.trim() });
      remember(opened);
      await navigate({ to: "/changes/$change", params: { change: opened.id } });
    } catch (error) {
      // shown below
      if (asProblem(error).problem.code === "change-name-taken") setNameTaken(true);
    }
  };
  return (
    <form onSubmit={submit} className="stack">
      {revert.error && <ErrorView error={revert.error} />}
      {isNameTaken && <NameField label="Name of the new change" name={name} isTried={isTried} onChange={setName} />}
      <SubmitActions onCancel={onClose} isBusy={revert.isPending}>
        Revert change
      </SubmitActions>
    </form>
  );
}
