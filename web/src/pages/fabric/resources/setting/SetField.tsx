/** Sets one field of the resources that are selected: which field and value, what would become of each, and the save. */
import { type FormEvent, useState } from "react";
import { useSetFields } from "~/api/queries/setFields";
import type { ResourceView, SetFieldsView } from "~/api/types";
import { Button } from "~/components/Button";
import { Dialog, DialogActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { Into } from "~/features/drafting/Into";
import { useSaid } from "~/features/drafting/Said";
import { changeOf, useTarget } from "~/features/drafting/target";
import { editName } from "~/features/resource/identity";
import { count, number } from "~/lib/words";
import { Choice, type Chosen } from "./Choice";
import { assignment } from "./fields";
import { MOST, outcomesOf, seenOf, summary } from "./outcome";
import { Preview } from "./Preview";

interface Props {
  fabric: string;
  resources: readonly ResourceView[];
  onClose: () => void;
  /** It is saved. */
  onDone: () => void;
}

type Step =
  | { at: "choice" }
  | { at: "preview"; view: SetFieldsView }
  /** Others changed these between the preview and the save; the rest is saved. */
  | { at: "moved"; view: SetFieldsView };

export default function SetField({ fabric, resources, onClose, onDone }: Props) {
  const [step, setStep] = useState<Step>({ at: "choice" });
  const [chosen, setChosen] = useState<Chosen>({ path: "", value: "", isRemoved: false });
  const ask = useSetFields(fabric);
  const changes = resources.flatMap(({ change }) => (change ? [change] : []));
  const choice = useTarget(fabric, { drafts: changes });
  const say = useSaid();
  const field = assignment(chosen.path, chosen.isRemoved ? undefined : chosen.value);

  const preview = async (of: readonly string[]) => {
    try {
      const body = { ...changeOf(choice.target), resources: [...of], fields: [field], preview: true };
      setStep({ at: "preview", view: await ask.mutateAsync(body) });
    } catch {
      // shown below
    }
  };
  const save = async (view: SetFieldsView) => {
    const of = view.resources.filter(({ outcome }) => outcome === "set").map(({ resource }) => resource);
    try {
      const body = { ...changeOf(choice.target), resources: of, fields: [field], seen: seenOf(view), preview: false };
      const done = await ask.mutateAsync(body);
      if (done.saved) {
        choice.remember(done.saved);
        const what = chosen.isRemoved ? "removed from" : "set in";
        const words = `${chosen.path} is ${what} ${count(done.count, "resource")} in ${done.saved.change}, not in Git yet.`;
        say(words, done.saved);
        onDone();
      }
      if (done.count === of.length) onClose();
      else setStep({ at: "moved", view: done });
    } catch {
      // shown below
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ask.isPending || choice.isPending) return;
    if (step.at === "preview") void save(step.view);
    else if (step.at === "moved") void preview(movedIn(step.view));
  };

  const all = count(resources.length, "resource");
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isWide
      title={`Set a field of ${all}`}
      description={
        step.at === "choice"
          ? "What would become of each is shown before anything is saved. Comments and layout of the files stay."
          : undefined
      }
    >
      {step.at === "choice" ? (
        <Choice
          fabric={fabric}
          resources={resources}
          chosen={chosen}
          onChange={setChosen}
          problem={
            resources.length > MOST
              ? `A field is set in at most ${number(MOST)} resources at once; ${number(resources.length)} are selected.`
              : undefined
          }
          isBusy={ask.isPending || choice.isPending}
          error={ask.error}
          onCancel={onClose}
          onPreview={() => void preview(resources.map(editName))}
        />
      ) : (
        <form onSubmit={submit} className="stack">
          <p className="mono small">{field}</p>
          <p role="status">{summary(outcomesOf(step.view.resources), step.at === "moved")}</p>
          <Preview outcomes={outcomesOf(step.view.resources)} isDone={step.at === "moved"} />
          {step.at === "preview" && step.view.count > 0 && <Into choice={choice} />}
          {ask.error && <ErrorView error={ask.error} />}
          <DialogActions>
            {step.at === "preview" && <Button onClick={() => setStep({ at: "choice" })}>Back</Button>}
            <Button onClick={onClose}>{step.at === "moved" ? "Close" : "Cancel"}</Button>
            {step.at === "preview" && step.view.count > 0 && (
              <Button type="submit" look="primary" isBusy={ask.isPending}>
                {`Save in ${count(step.view.count, "resource")}`}
              </Button>
            )}
            {step.at === "moved" && movedIn(step.view).length > 0 && (
              <Button type="submit" look="primary" isBusy={ask.isPending}>
                Preview these again
              </Button>
            )}
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}

function movedIn(view: SetFieldsView): string[] {
  return view.resources.filter(({ outcome }) => outcome === "moved").map(({ resource }) => resource);
}
