/** The first text of a new resource, by a form or as YAML, and saving it. */
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { resourceHref } from "~/app/navigation";
import { AddressLink } from "~/components/AddressLink";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { type EditorHandle, YamlEditor } from "~/components/editor/YamlEditor";
import { Notice } from "~/components/Notice";
import { Checks } from "~/features/drafting/Checks";
import { useCheck } from "~/features/drafting/check";
import { completeFrom } from "~/features/drafting/complete";
import editorStyles from "~/features/drafting/EditorPane.module.css";
import { Into } from "~/features/drafting/Into";
import { LeaveGuard } from "~/features/drafting/LeaveGuard";
import { StartAt } from "~/features/drafting/StartAt";
import type { Schema } from "~/features/drafting/schema";
import { existingChange } from "~/features/drafting/target";
import { arrangementOf } from "~/features/forms/domain";
import { proposedName } from "~/features/forms/domain/names";
import { FormView } from "~/features/forms/FormView";
import { fieldName } from "~/features/forms/fieldName";
import { notTyped } from "~/features/forms/notTyped";
import { useFormText } from "~/features/forms/useFormText";
import { usePlace } from "~/features/forms/usePlace";
import { spokenName } from "~/features/resource/identity";
import { putAt, valueAt } from "~/lib/yaml/values";
import { NAMELESS } from "./duplicate";
import { type First, useFirstText } from "./useFirstText";

interface Props extends First {
  schema: Schema | undefined;
  onView: (view: First["view"]) => void;
  /** Why the name cannot be one. */
  problem: string | undefined;
  /** Names that the kind's resources have. */
  taken: ReadonlySet<string>;
  /** Nobody typed a name in the page's field. */
  isUnnamed: boolean;
  /** A name for what is in the form. */
  onProposal: (name: string) => void;
  /** The text was given a name by a person. */
  onNamed: (name: string) => void;
  onTried: () => void;
}

export function FirstText({
  schema,
  onView,
  problem,
  taken,
  isUnnamed,
  onProposal,
  onNamed,
  onTried,
  ...first
}: Props) {
  const { fabric, kind, name, namespace, choice, view } = first;
  const typing = useFirstText(first);
  const { text } = typing;
  const [isTried, setTried] = useState(false);
  const editor = useRef<EditorHandle>(null);
  const within = existingChange(choice.target);
  const isTaken = taken.has(name);
  const checked = useCheck(fabric, text, undefined, within, isTaken);
  const complete = useMemo(() => schema && completeFrom(schema), [schema]);
  const { form, state } = useFormText({ fabric, kind, schema, text, isOn: view === "form", onText: typing.type });
  const { place, goTo, noteLine, lineInForm } = usePlace(undefined);

  // a name that has no line of its own in the text is written by the form
  const { data, isRead } = state;
  const written = valueAt(data, ["metadata", "name"]);
  useEffect(() => {
    if (isRead && view === "form" && name !== "" && written !== name)
      form.type(putAt(data, ["metadata", "name"], name));
  }, [form, data, isRead, view, name, written]);

  // what it connects is chosen: that names it, unless a person did, here or in the text
  const isShown = isRead && view === "form" && isUnnamed;
  const named = isShown && name === "" && typeof written === "string" && written !== NAMELESS ? written : "";
  const proposal = isShown && named === "" ? proposedName(kind, valueAt(data, ["spec"]), taken) : undefined;
  useEffect(() => {
    if (named !== "") onNamed(named);
    else if (proposal !== undefined) onProposal(proposal);
  }, [named, proposal, onNamed, onProposal]);
  const arrangement = arrangementOf(kind);

  const show = (next: First["view"], line: number | undefined) => {
    goTo(line);
    onView(next);
  };
  const submit = async () => {
    setTried(true);
    onTried();
    if (problem !== undefined) return;
    const latest = view === "form" ? await form.flush() : text;
    if (latest !== undefined) await typing.save(latest, view === "form" ? lineInForm() : editor.current?.line());
  };
  const reset = () => {
    form.drop();
    typing.reset();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    event.preventDefault();
    void submit();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl-S saves wherever in this part of the page the focus is
    <div className="stack" onKeyDown={onKeyDown}>
      <div className={editorStyles.bar}>
        <Into choice={choice} />
        <div className={editorStyles.actions}>
          {view === "form" ? (
            <Button onClick={() => show("yaml", lineInForm())}>Show as YAML</Button>
          ) : (
            <Button onClick={() => show("form", editor.current?.line())}>Show as form</Button>
          )}
          {typing.isTyped && <Button onClick={reset}>{view === "form" ? "Reset form" : "Reset text"}</Button>}
          <Button look="primary" isBusy={typing.isSaving} title="Ctrl-S" onClick={() => void submit()}>
            Save draft
          </Button>
        </div>
      </div>
      {typing.isKept && (
        <Notice
          tone="draft"
          title="Your unsaved text is back."
          action={<Button onClick={typing.dismissKept}>Dismiss notice</Button>}
        />
      )}
      {isTried && problem !== undefined && <Notice tone="conflict" title={problem} />}
      {typing.error && <ErrorView error={typing.error} />}
      {view === "form" ? (
        <FormView
          fabric={fabric}
          kind={kind}
          namespace={namespace}
          within={within}
          isNew
          label={`Form of a new ${kind.kind}`}
          schema={schema}
          editing={{ form, state }}
          isPending={false}
          findings={checked.answer?.findings ?? []}
          isBegun={!isTried}
          startAt={place}
          onLine={noteLine}
          onShowYaml={(line) => show("yaml", line ?? lineInForm())}
        />
      ) : (
        <YamlEditor
          ref={editor}
          label={`YAML of a new ${kind.kind}`}
          value={text}
          onChange={typing.type}
          onSave={() => void submit()}
          findings={checked.findings}
          {...(complete ? { complete } : {})}
        />
      )}
      {isTaken ? (
        <p role="status" className="small soft">
          It is not checked under a name that is taken: type another one, or open{" "}
          <AddressLink href={resourceHref(fabric, { ...kind, namespace, name })} className="mono">
            {spokenName({ kind: kind.kind, namespace, name })}
          </AddressLink>{" "}
          to change that.
        </p>
      ) : (
        <Checks
          fabric={fabric}
          checked={checked}
          missing={problem ?? notTyped(state)}
          fieldName={view === "form" ? (field) => fieldName(field, { data, schema, arrangement }) : undefined}
          onGoTo={(line, column) => (view === "form" ? goTo(line) : editor.current?.goTo(line, column))}
        />
      )}
      {view === "yaml" && <StartAt editor={editor} place={place} />}
      <LeaveGuard
        isDirty={typing.isTyped || state.isPending}
        staysAt={({ pathname }) => pathname === window.location.pathname}
        onThrowAway={typing.reset}
      />
    </div>
  );
}
