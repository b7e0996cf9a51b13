/** The first text of a new resource: what is typed of it, kept in the tab, and saved as a draft. */
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import type { ResourceId } from "~/api/keys";
import { useSaveDrafts } from "~/api/queries/resources";
import type { KindView } from "~/api/types";
import { type EditorView, TAB_OF } from "~/features/drafting/editorView";
import { forget, keep, keptOf } from "~/features/drafting/kept";
import { useSaid } from "~/features/drafting/Said";
import { changeOf, type TargetChoice } from "~/features/drafting/target";
import { editName, kindName, spokenName } from "~/features/resource/identity";
import { renamed } from "./renamed";

export interface First {
  fabric: string;
  kind: KindView;
  name: string;
  namespace: string;
  /** What it starts with. */
  template: string;
  /** What the template is of: one unsaved text is kept for each. */
  startedFrom: string;
  choice: TargetChoice;
  /** The form, or the YAML: what it is edited by is what shows it once it is saved. */
  view: EditorView;
}

/** Where the unsaved text is kept. */
export function placeOfFirst(fabric: string, kind: KindView, startedFrom: string): ResourceId {
  return { fabric, kind: kindName(kind), namespace: "-", name: startedFrom };
}

export function useFirstText({ fabric, kind, name, namespace, template, startedFrom, choice, view }: First) {
  const place = useMemo(() => placeOfFirst(fabric, kind, startedFrom), [fabric, kind, startedFrom]);
  const [own, setOwn] = useState(() => keptOf(place, "")?.text);
  const [isKept, setKept] = useState(own !== undefined);
  const [isDone, setDone] = useState(false);
  const [line, setLine] = useState<number>();
  const save = useSaveDrafts(fabric);
  const navigate = useNavigate();
  const say = useSaid();
  const text = own === undefined ? template : renamed(own, name, namespace);

  useEffect(() => {
    if (own === undefined || isDone) forget(place, "");
    else keep(place, "", { start: { text: "", revision: 0 }, text: own, at: Date.now() });
  }, [place, own, isDone]);

  // once it is saved, nothing holds the page back
  useEffect(() => {
    if (!isDone) return;
    const params = { fabric, kind: kindName(kind), namespace, name };
    void navigate({
      to: "/fabrics/$fabric/resources/$kind/$namespace/$name",
      params,
      search: { tab: TAB_OF[view], change: choice.target.name || undefined, line: line?.toString() },
    });
  }, [isDone, navigate, fabric, kind, namespace, name, view, line, choice.target.name]);

  return {
    text,
    type: (typed: string) => setOwn(typed === template ? undefined : typed),
    reset: () => setOwn(undefined),
    isTyped: own !== undefined && !isDone,
    isKept: isKept && own !== undefined,
    dismissKept: () => setKept(false),
    isSaving: save.isPending,
    error: save.error,
    /** The text as it is now, which may be newer than the one here; and the line to be at once it is saved. */
    save: async (latest: string, at: number | undefined) => {
      if (save.isPending) return;
      const resource = { kind: kind.kind, group: kind.group, namespace, name };
      try {
        const change = await save.mutateAsync({
          ...changeOf(choice.target),
          edits: [{ op: "text", resource: editName(resource), text: latest, revision: 0, base: "" }],
        });
        choice.remember(change);
        say(`${spokenName(resource)} is saved in ${change.change}, not in Git yet.`, change);
        setLine(at);
        setDone(true);
      } catch {
        // shown where the text is
      }
    },
  };
}
