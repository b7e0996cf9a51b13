/** By what a text is edited, and what a person used last: that one opens first. */
import { useStored, writeStored } from "~/lib/stored";

export type EditorView = "yaml" | "form";

/** The tab of the address that shows each. */
export const TAB_OF: Record<EditorView, string> = { yaml: "edit", form: "form" };

const KEY = "editor";

export function useLastEditor(): EditorView {
  return useStored<EditorView>(KEY, "form")[0];
}

export function noteEditor(view: EditorView): void {
  writeStored(KEY, view);
}
