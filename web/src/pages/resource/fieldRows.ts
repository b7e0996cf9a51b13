/** The fields of a resource as rows: what Git has, what each draft has, and which of them differ. Pure. */
import type { FieldView, ResourceDraft } from "~/api/types";
import { isLong, toYaml } from "~/lib/yaml/emit";
import { shownPath } from "~/lib/yaml/shownPath";

export interface Cell {
  /**
   * `none`: the field is not there. `gone`: the draft takes it away. `same`: as Git has it. `off`: the same, in
   * comments.
   */
  kind: "value" | "none" | "gone" | "same" | "off";
  /** The value as YAML. */
  text: string;
  isLong: boolean;
}

export interface FieldRow {
  path: string;
  /** The path up to its last step, and the last step. */
  parent: string;
  leaf: string;
  state: FieldView["state"];
  git: Cell;
  /** By change. */
  drafts: Record<string, Cell>;
  base: Cell;
}

const NONE: Cell = { kind: "none", text: "", isLong: false };

export function cellOf(value: unknown): Cell {
  // the server says null for what is not there
  if (value === undefined || value === null) return NONE;
  return { kind: "value", text: toYaml(value), isLong: isLong(value) };
}

function draftCell(field: FieldView, draft: ResourceDraft): Cell {
  const git = cellOf(field.git);
  const gone: Cell = git.kind === "none" ? NONE : { ...NONE, kind: "gone" };
  if (draft.action === "delete") return gone;
  const drafts = field.drafts ?? {};
  const same = draft.action === "comment out" ? "off" : "same";
  if (!(draft.change in drafts)) return git.kind === "none" ? NONE : { ...git, kind: same };
  const value = drafts[draft.change];
  if (value === null || value === undefined) return gone;
  const cell = cellOf(value);
  return git.kind === "value" && cell.text === git.text ? { ...cell, kind: same } : cell;
}

export function fieldRows(fields: readonly FieldView[], drafts: readonly ResourceDraft[]): FieldRow[] {
  return fields.map((field) => {
    const [parent, leaf] = shownParts(field.path);
    return {
      path: field.path,
      parent,
      leaf,
      state: field.state,
      git: cellOf(field.git),
      drafts: Object.fromEntries(drafts.map((draft) => [draft.change, draftCell(field, draft)])),
      base: cellOf(field.base),
    };
  });
}

export function differs(row: FieldRow): boolean {
  return (
    row.state !== "same" || Object.values(row.drafts).some((cell) => cell.kind === "value" || cell.kind === "gone")
  );
}

/** A path before its last step, with the dot or bracket that joins them to the step; both outside quotes. */
export function splitPath(path: string): [parent: string, leaf: string] {
  let isQuoted = false;
  let inBracket = false;
  let at = 0;
  for (let index = 0; index < path.length; index += 1) {
    const one = path[index];
    if (isQuoted && one === "\\") index += 1;
    else if (one === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (one === "[") {
      inBracket = true;
      at = index;
    } else if (one === "]") inBracket = false;
    else if (one === "." && !inBracket) at = index + 1;
  }
  return [path.slice(0, at), path.slice(at)];
}

/** The same as people read it. */
export function shownParts(path: string): [parent: string, leaf: string] {
  const [before] = splitPath(path);
  const shown = shownPath(path);
  const parent = shownPath(before.replace(/\.$/, "")) + (before.endsWith(".") ? "." : "");
  return shown.startsWith(parent) ? [parent, shown.slice(parent.length)] : ["", shown];
}

/** Whether a field can be typed in one line: a scalar, or a list or map that is empty. */
export function isTypable(cell: Cell): boolean {
  return !cell.isLong;
}

/** `PATH=VALUE`, or `PATH-` where the value is to go. */
export function setEdit(path: string, typed: string): string {
  const value = typed.trim();
  return value === "" ? `${path}-` : `${path}=${value}`;
}

/** The states of a field in words. */
export const FIELD_WORDS: Record<FieldView["state"], string> = {
  same: "as in Git",
  draft: "edited here",
  git: "changed in Git since the draft was started",
  both: "edited on several sides",
  conflict: "conflict",
};
