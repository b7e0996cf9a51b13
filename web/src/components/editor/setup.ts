/** What every editor has: YAML, keys, our colours, styles that the policy allows. Loaded with the editor only. */
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching,
  defaultHighlightStyle,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { cspNonce } from "~/lib/nonce";

/** Keys and values differ in weight and tone; nothing in them is a state, so no state's colour is used. */
const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--text)", fontWeight: "600" },
  { tag: [tags.string, tags.content], color: "var(--text-soft)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--draft)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--text-faint)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.meta], color: "var(--text-faint)" },
]);

const theme = EditorView.theme({
  "&": { backgroundColor: "var(--surface)", color: "var(--text)", fontSize: "var(--size-mono)" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": {
    backgroundColor: "var(--surface)",
    color: "var(--text-faint)",
    borderRight: "1px solid var(--line)",
  },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--selected) 45%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--selected)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--focus) 28%, transparent)",
  },
  ".cm-panels, .cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--text)", borderColor: "var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--selected)", color: "var(--text)" },
  ".cm-textfield": { backgroundColor: "var(--surface)", borderColor: "var(--line-strong)" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--surface)", borderColor: "var(--line-strong)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--selected)", borderColor: "var(--line)", color: "var(--text-soft)" },
  ".cm-changedLine": { backgroundColor: "var(--draft-soft)" },
  ".cm-collapsedLines": { background: "var(--sunken)", color: "var(--text-soft)" },
  // the mark that comes with it is in few fonts
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: "'⋯'" },
  ".cm-deletedChunk": { backgroundColor: "var(--conflict-soft)" },
});

interface Setup {
  isReadOnly: boolean;
  label: string;
}

export function setup({ isReadOnly, label }: Setup): Extension[] {
  return [
    EditorView.cspNonce.of(cspNonce),
    lineNumbers(),
    foldGutter(),
    highlightSpecialChars(),
    drawSelection(),
    syntaxHighlighting(highlight),
    syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
    bracketMatching(),
    highlightSelectionMatches(),
    search({ top: true }),
    yaml(),
    indentUnit.of("  "),
    EditorState.tabSize.of(2),
    theme,
    // what scrolls must be reached by keyboard
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
    keymap.of([...defaultKeymap, ...searchKeymap, ...foldKeymap, ...lintKeymap]),
    isReadOnly ? [EditorState.readOnly.of(true)] : writing(),
  ];
}

function writing(): Extension[] {
  return [
    history(),
    indentOnInput(),
    autocompletion(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    // Escape, then Tab, leaves the editor: CodeMirror's own way out of the trap
    keymap.of([...completionKeymap, ...historyKeymap, indentWithTab]),
  ];
}
