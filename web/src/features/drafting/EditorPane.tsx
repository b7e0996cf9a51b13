/** Editing one resource's text in a change. */
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import type { ResourceId } from "~/api/keys";
import { useKindSchema } from "~/api/queries/resources";
import type { ResourceDetail, ResourceDraft } from "~/api/types";
import { Button, ButtonLink } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { type EditorHandle, YamlEditor } from "~/components/editor/YamlEditor";
import { Loading } from "~/components/Loaded";
import { Notice } from "~/components/Notice";
import { Time } from "~/components/Time";
import { spokenName } from "~/features/resource/identity";
import { Checks } from "./Checks";
import { useCheck } from "./check";
import { completeFrom } from "./complete";
import styles from "./EditorPane.module.css";
import { GitMoved } from "./GitMoved";
import { Into } from "./Into";
import { forget } from "./kept";
import { LeaveGuard } from "./LeaveGuard";
import { Moved } from "./Moved";
import { RevertDraft } from "./RevertDraft";
import { asSchema } from "./schema";
import { type TargetChoice, useTarget } from "./target";
import { useEditing } from "./useEditing";

interface Props {
  id: ResourceId;
  detail: ResourceDetail;
  /** When the server answered it. */
  asOf: number;
  /** The change that the address names. */
  change: string | undefined;
  /** A line to start at, from 1. */
  line?: number | undefined;
}

export function EditorPane(props: Props) {
  const { id, detail, change } = props;
  const choice = useTarget(id.fabric, { address: change, drafts: detail.drafts.map((draft) => draft.change) });
  if (choice.isPending) return <Loading lines={12} />;
  return <Editing {...props} choice={choice} />;
}

function Editing({ id, detail, asOf, change, line, choice }: Props & { choice: TargetChoice }) {
  const editing = useEditing(id, detail, asOf, choice);
  const { session, isDirty, isSaving } = editing;
  const { target } = choice;
  const editor = useRef<EditorHandle>(null);
  const navigate = useNavigate({ from: "/fabrics/$fabric/resources/$kind/$namespace/$name" });
  const draft = target.isNew ? undefined : detail.drafts.find((one) => one.change === target.name);
  const own = target.isNew ? undefined : target.name;
  const checked = useCheck(id.fabric, session.text, detail.path ?? undefined, own);
  const complete = useCompletion(id.fabric, detail);

  // the address follows, so that the page opened again shows the same draft
  useEffect(() => {
    if (!target.isNew && target.name && target.name !== change) {
      void navigate({ search: (before) => ({ ...before, change: target.name }), replace: true });
    }
  }, [target.isNew, target.name, change, navigate]);

  const save = () => {
    if (isDirty && !session.theirs) void editing.save();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    event.preventDefault();
    save();
  };

  const saveButton = (
    <Button look="primary" isBusy={isSaving} disabled={!isDirty} onClick={save} title="Ctrl-S">
      Save draft
    </Button>
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
          {isDirty && <Button onClick={editing.undo}>Undo all typing</Button>}
          {draft && !isDirty && <RevertDraft id={id} detail={detail} draft={draft} />}
          {!session.theirs && saveButton}
        </div>
      </div>
      {editing.keptAt !== undefined && isDirty && (
        <Notice
          tone="draft"
          title="Your unsaved text is back."
          action={<Button onClick={editing.undo}>Discard unsaved text</Button>}
        >
          <p>
            It was last typed <Time at={editing.keptAt} /> and never saved.
          </p>
        </Notice>
      )}
      {editing.dropped !== undefined && !isDirty && (
        <Notice
          tone="aside"
          title="Your own text was set aside."
          action={<Button onClick={editing.bringBack}>Restore my text</Button>}
        />
      )}
      {editing.error !== undefined && <ErrorView error={editing.error} />}
      {draft && <GitMoved fabric={id.fabric} detail={detail} draft={draft} />}
      {draft?.action === "delete" && !isDirty && (
        <Notice tone="draft" title={`${target.name} deletes ${spokenName(detail)}.`}>
          <p>This is what it deletes. Saving a text makes it an edit instead.</p>
        </Notice>
      )}
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
      ) : (
        <YamlEditor
          ref={editor}
          label={`YAML of ${spokenName(detail)}`}
          value={session.text}
          onChange={editing.type}
          onSave={save}
          findings={checked.findings}
          {...(complete ? { complete } : {})}
        />
      )}
      <Checks fabric={id.fabric} checked={checked} onGoTo={(at, column) => editor.current?.goTo(at, column)} />
      <StartAt editor={editor} line={line} />
      <LeaveGuard
        isDirty={isDirty}
        staysAt={({ pathname, search }) => pathname === window.location.pathname && search.tab === "edit"}
        onThrowAway={() => forget(id, target.isNew ? "" : target.name)}
      />
    </div>
  );
}

interface StandingProps {
  isDirty: boolean;
  savedIn: string | undefined;
  draft: ResourceDraft | undefined;
  change: string;
}

function Standing({ isDirty, savedIn, draft, change }: StandingProps) {
  if (isDirty) return "Not saved";
  if (savedIn !== undefined && draft) {
    return (
      <span className="line">
        Saved.
        <ButtonLink look="quiet" to="/changes/$change" params={{ change: draft.change_id }}>
          Open {savedIn}
        </ButtonLink>
      </span>
    );
  }
  if (!draft) return "As Git has it";
  return (
    <>
      Draft in {change} by {draft.author.name}, <Time at={draft.updated_at} />
    </>
  );
}

function useCompletion(fabric: string, { kind, group }: ResourceDetail) {
  const schema = useKindSchema(fabric, group ? `${kind}.${group}` : kind).data;
  return useMemo(() => {
    const known = asSchema(schema);
    return known && completeFrom(known);
  }, [schema]);
}

/** Goes to the line that the address names, once the editor is there. */
function StartAt({ editor, line }: { editor: { current: EditorHandle | null }; line: number | undefined }) {
  useEffect(() => {
    if (line === undefined) return;
    let tries = 0;
    const timer = setInterval(() => {
      tries += 1;
      if (editor.current || tries > 40) clearInterval(timer);
      editor.current?.goTo(line);
    }, 50);
    return () => clearInterval(timer);
  }, [editor, line]);
  return null;
}
