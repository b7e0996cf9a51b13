/** The first text of a new resource: the template until somebody types, then theirs. */
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useSaveDrafts } from "~/api/queries/resources";
import type { KindView } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { type EditorHandle, YamlEditor } from "~/components/editor/YamlEditor";
import { Notice } from "~/components/Notice";
import { Checks } from "~/features/drafting/Checks";
import { useCheck } from "~/features/drafting/check";
import { completeFrom } from "~/features/drafting/complete";
import editorStyles from "~/features/drafting/EditorPane.module.css";
import { Into } from "~/features/drafting/Into";
import { forget, keep, keptOf } from "~/features/drafting/kept";
import { LeaveGuard } from "~/features/drafting/LeaveGuard";
import { useSaid } from "~/features/drafting/Said";
import type { Schema } from "~/features/drafting/schema";
import { changeOf, type TargetChoice } from "~/features/drafting/target";
import { editName, spokenName } from "~/features/resource/identity";
import { kindKey } from "./kinds";

interface Props {
  fabric: string;
  kind: KindView;
  name: string;
  namespace: string;
  template: string;
  schema: Schema | undefined;
  /** Why the name cannot be one. */
  problem: string | undefined;
  choice: TargetChoice;
  onTried: () => void;
}

export function FirstText(props: Props) {
  const { fabric, kind, name, namespace, template, schema, problem, choice, onTried } = props;
  // one unsaved new resource of a kind is kept
  const place = useMemo(() => ({ fabric, kind: kindKey(kind), namespace: "-", name: "" }), [fabric, kind]);
  const [own, setOwn] = useState(() => keptOf(place, "")?.text);
  const [isKept, setKept] = useState(own !== undefined);
  const [isTried, setTried] = useState(false);
  const [isDone, setDone] = useState(false);
  const save = useSaveDrafts(fabric);
  const navigate = useNavigate();
  const say = useSaid();
  const editor = useRef<EditorHandle>(null);
  const text = own === undefined ? template : renamed(own, name, namespace);
  const checked = useCheck(fabric, text, undefined);
  const complete = useMemo(() => schema && completeFrom(schema), [schema]);

  useEffect(() => {
    if (own === undefined || isDone) forget(place, "");
    else keep(place, "", { start: { text: "", revision: 0 }, text: own, at: Date.now() });
  }, [place, own, isDone]);

  // once it is saved, nothing holds the page back
  useEffect(() => {
    if (!isDone) return;
    const params = { fabric, kind: kindKey(kind), namespace, name };
    void navigate({
      to: "/fabrics/$fabric/resources/$kind/$namespace/$name",
      params,
      search: { tab: "edit", change: choice.target.name || undefined },
    });
  }, [isDone, navigate, fabric, kind, namespace, name, choice.target.name]);

  const submit = async () => {
    setTried(true);
    onTried();
    if (problem !== undefined || save.isPending) return;
    const resource = { kind: kind.kind, group: kind.group, namespace, name };
    try {
      const change = await save.mutateAsync({
        ...changeOf(choice.target),
        edits: [{ op: "text", resource: editName(resource), text, revision: 0, base: "" }],
      });
      choice.remember(change);
      say(`${spokenName(resource)} is saved in ${change.change}, not in Git yet.`, change);
      setDone(true);
    } catch {
      // shown below
    }
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
          {own !== undefined && <Button onClick={() => setOwn(undefined)}>Reset text</Button>}
          <Button look="primary" isBusy={save.isPending} title="Ctrl-S" onClick={() => void submit()}>
            Save draft
          </Button>
        </div>
      </div>
      {isKept && own !== undefined && (
        <Notice
          tone="draft"
          title="Your unsaved text is back."
          action={<Button onClick={() => setKept(false)}>Dismiss notice</Button>}
        />
      )}
      {isTried && problem !== undefined && <Notice tone="conflict" title={problem} />}
      {save.error && <ErrorView error={save.error} />}
      <YamlEditor
        ref={editor}
        label={`YAML of a new ${kind.kind}`}
        value={text}
        onChange={setOwn}
        onSave={() => void submit()}
        findings={checked.findings}
        {...(complete ? { complete } : {})}
      />
      <Checks fabric={fabric} checked={checked} onGoTo={(line, column) => editor.current?.goTo(line, column)} />
      <LeaveGuard
        isDirty={own !== undefined && !isDone}
        staysAt={({ pathname }) => pathname === window.location.pathname}
        onThrowAway={() => setOwn(undefined)}
      />
    </div>
  );
}

/** A typed text, with the name of the form where it still has the line that the template gave it. Pure. */
export function renamed(text: string, name: string, namespace: string): string {
  if (name === "") return text;
  const own = text.replace(/^( {2}name: )\S*$/m, `$1${name}`);
  return namespace === "default" ? own : own.replace(/^( {2}namespace: )\S*$/m, `$1${namespace}`);
}
