/** Editing one resource's text in a change: as YAML, or by a form; both edit the same draft. */
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import type { ResourceId } from "~/api/keys";
import type { ResourceDetail } from "~/api/types";
import { Button } from "~/components/Button";
import { type EditorHandle, YamlEditor } from "~/components/editor/YamlEditor";
import { Loading } from "~/components/Loaded";
import { arrangementOf } from "~/features/forms/domain";
import { FormView } from "~/features/forms/FormView";
import { fieldName } from "~/features/forms/fieldName";
import { notTyped } from "~/features/forms/notTyped";
import { useFormText } from "~/features/forms/useFormText";
import { usePlace } from "~/features/forms/usePlace";
import { spokenName } from "~/features/resource/identity";
import { Checks } from "./Checks";
import { useCheck } from "./check";
import { completeFrom } from "./complete";
import { DiscardDraft } from "./DiscardDraft";
import { EditingNotices } from "./EditingNotices";
import styles from "./EditorPane.module.css";
import { type EditorView, noteEditor, TAB_OF } from "./editorView";
import { Into } from "./Into";
import { forget } from "./kept";
import { LeaveGuard } from "./LeaveGuard";
import { Moved } from "./Moved";
import { Standing } from "./Standing";
import { StartAt } from "./StartAt";
import { existingChange, type TargetChoice, useTarget } from "./target";
import { useEditing } from "./useEditing";
import { useSchema } from "./useSchema";

interface Props {
  id: ResourceId;
  detail: ResourceDetail;
  /** When the server answered it. */
  asOf: number;
  /** The change that the address names. */
  change: string | undefined;
  view: EditorView;
  /** A line to start at, from 1. */
  line?: number | undefined;
}

export function EditorPane(props: Props) {
  const { id, detail, change } = props;
  const choice = useTarget(id.fabric, { address: change, drafts: detail.drafts.map((draft) => draft.change) });
  if (choice.isPending) return <Loading lines={12} />;
  return <Editing {...props} choice={choice} />;
}

function Editing({ id, detail, asOf, change, view, line, choice }: Props & { choice: TargetChoice }) {
  const editing = useEditing(id, detail, asOf, choice);
  const { session, isSaving } = editing;
  const { target } = choice;
  const editor = useRef<EditorHandle>(null);
  const navigate = useNavigate({ from: "/fabrics/$fabric/resources/$kind/$namespace/$name" });
  const draft = target.isNew ? undefined : detail.drafts.find((one) => one.change === target.name);
  const own = existingChange(target);
  const checked = useCheck(id.fabric, session.text, detail.path ?? undefined, own);
  const { schema, isPending } = useSchema(id.fabric, detail);
  const complete = useMemo(() => schema && completeFrom(schema), [schema]);
  const { fabric } = id;
  const { form, state } = useFormText({
    fabric,
    kind: detail,
    schema,
    text: session.text,
    isOn: view === "form",
    onText: editing.type,
  });
  const isDirty = editing.isDirty || state.isPending;
  const { place, goTo, noteLine, lineInForm } = usePlace(line);

  // the address follows, so that the page opened again shows the same draft; a new change that has a name is not there yet
  const named = target.isNew && target.name !== "" ? change : own;
  useEffect(() => {
    if (named !== change)
      void navigate({ search: (before) => ({ ...before, change: named }), replace: true, resetScroll: false });
  }, [named, change, navigate]);

  const show = (next: EditorView, at: number | undefined) => {
    goTo(at);
    noteEditor(next);
    void navigate({ search: (before) => ({ ...before, tab: TAB_OF[next], line: undefined }), resetScroll: false });
  };
  const save = async () => {
    if (!isDirty || session.theirs) return;
    noteEditor(view);
    const text = view === "form" ? await form.flush() : session.text;
    // what cannot be put into the text is said by the form
    if (text !== undefined) await editing.save(text);
  };
  const undo = () => {
    form.drop();
    editing.undo();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    event.preventDefault();
    void save();
  };

  const arrangement = arrangementOf(detail);
  const missing = session.theirs
    ? "Choose first between your text and the one that was saved in the meantime."
    : notTyped(state);
  const saveButton = (
    <Button look="primary" isBusy={isSaving} disabled={!isDirty} onClick={() => void save()} title="Ctrl-S">
      Save draft
    </Button>
  );
  const toggle =
    view === "form" ? (
      <Button onClick={() => show("yaml", lineInForm())}>Show as YAML</Button>
    ) : (
      <Button onClick={() => show("form", editor.current?.line())}>Show as form</Button>
    );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl-S saves wherever in the editor's part of the page the focus is
    <div className="stack" onKeyDown={onKeyDown}>
      <div className={styles.bar}>
        <Into choice={choice} />
        <div className={styles.actions}>
          <span role="status" className="small soft">
            <Standing isDirty={isDirty} savedIn={editing.savedIn} draft={draft} change={target.name} />
          </span>
          {!session.theirs && toggle}
          {isDirty && <Button onClick={undo}>Undo all typing</Button>}
          {draft && !isDirty && <DiscardDraft id={id} detail={detail} draft={draft} />}
          {!session.theirs && saveButton}
        </div>
      </div>
      <EditingNotices
        fabric={fabric}
        detail={detail}
        draft={draft}
        change={target.name}
        editing={{ ...editing, isDirty }}
        onUndo={undo}
      />
      {session.theirs ? (
        <Moved
          theirs={session.theirs}
          mine={session.text}
          change={target.name}
          isSaving={isSaving}
          onChange={editing.type}
          onSaveMine={() => void editing.saveMine()}
          onTakeTheirs={editing.takeTheirs}
          onEditOn={editing.editOn}
        />
      ) : view === "form" ? (
        <FormView
          fabric={fabric}
          kind={detail}
          namespace={detail.namespace}
          within={own}
          label={`Form of ${spokenName(detail)}`}
          schema={schema}
          editing={{ form, state }}
          isPending={isPending}
          findings={checked.answer?.findings ?? []}
          startAt={place}
          onLine={noteLine}
          onShowYaml={(at) => show("yaml", at ?? lineInForm())}
        />
      ) : (
        <YamlEditor
          ref={editor}
          label={`YAML of ${spokenName(detail)}`}
          value={session.text}
          onChange={editing.type}
          onSave={() => void save()}
          findings={checked.findings}
          {...(complete ? { complete } : {})}
        />
      )}
      <Checks
        fabric={fabric}
        checked={checked}
        missing={missing}
        fieldName={view === "form" ? (field) => fieldName(field, { data: state.data, schema, arrangement }) : undefined}
        onGoTo={(at, column) => (view === "form" ? goTo(at) : editor.current?.goTo(at, column))}
      />
      {view === "yaml" && <StartAt editor={editor} place={place} />}
      <LeaveGuard
        isDirty={isDirty}
        staysAt={({ pathname, search }) =>
          pathname === window.location.pathname && Object.values(TAB_OF).includes(String(search.tab))
        }
        onThrowAway={() => forget(id, target.isNew ? "" : target.name)}
      />
    </div>
  );
}
