/**
 * What became of a value, as edits of the text that it was read from: only what is different is in them, so that all else of the
 * text stays as it was written. Pure.
 */
import { isMap } from "./fieldPath";
import { isSameValue, pathOf, putAt, renameAt, type Step, stepsOf, valueAt } from "./values";

/** One edit; several are made one behind the other, so that a path after a rename has the new key. */
export type ValueEdit =
  | { op: "set"; path: string; value: unknown }
  | { op: "remove"; path: string }
  | { op: "rename"; path: string; key: string };

/** Whether what is at a place stays though nothing is in it: an entry that a person added and named. */
export type Keeps = (steps: readonly Step[]) => boolean;

const KEEPS_NONE: Keeps = () => false;

export function editsBetween(before: unknown, after: unknown, keeps: Keeps = KEEPS_NONE): ValueEdit[] {
  return between(before, settled(after, before, [], keeps), []);
}

/** Without what a person emptied: keys without a value, items without one, and maps and lists that became empty by it. */
function settled(after: unknown, before: unknown, steps: readonly Step[], keeps: Keeps): unknown {
  if (Array.isArray(after)) {
    const items = after.filter((item) => item !== undefined);
    const old = (at: number) => valueAt(before, [at]);
    const inner = items.map((item, at) => {
      const left = settled(item, old(at), [...steps, at], keeps);
      return left === undefined ? emptyOf(item) : left;
    });
    return inner.length > 0 || isKept(before, Array.isArray(before) && before.length === 0, steps, keeps)
      ? inner
      : undefined;
  }
  if (!isMap(after)) return after;
  const inner = Object.entries(after).flatMap(([key, value]) => {
    const left = settled(value, valueAt(before, [key]), [...steps, key], keeps);
    return left === undefined ? [] : [[key, left] as const];
  });
  const wasEmpty = isMap(before) && Object.keys(before).length === 0;
  return inner.length > 0 || isKept(before, wasEmpty, steps, keeps) ? Object.fromEntries(inner) : undefined;
}

/** An item keeps its place in its list, whatever is left of it. */
function emptyOf(item: unknown): unknown {
  return Array.isArray(item) ? [] : {};
}

function isKept(before: unknown, wasEmpty: boolean, steps: readonly Step[], keeps: Keeps): boolean {
  return steps.length === 0 || (before !== undefined && wasEmpty) || keeps(steps);
}

function between(before: unknown, after: unknown, steps: readonly Step[]): ValueEdit[] {
  if (isSameValue(before, after)) return [];
  if (after === undefined) return [{ op: "remove", path: pathOf(steps) }];
  if (isMap(before) && isMap(after) && Object.keys(before).length > 0) return betweenMaps(before, after, steps);
  if (Array.isArray(before) && Array.isArray(after) && isItemwise(before, after)) {
    return after.flatMap((item, at) => between(before[at], item, [...steps, at]));
  }
  return [{ op: "set", path: pathOf(steps), value: after }];
}

function betweenMaps(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  steps: readonly Step[],
): ValueEdit[] {
  const renamed = renames(before, after);
  const edits: ValueEdit[] = [];
  for (const [key, value] of Object.entries(before)) {
    const now = renamed.get(key) ?? key;
    if (now !== key) edits.push({ op: "rename", path: pathOf([...steps, key]), key: now });
    edits.push(...between(value, valueAt(after, [now]), [...steps, now]));
  }
  const reached = new Set(renamed.values());
  for (const [key, value] of Object.entries(after)) {
    if (Object.hasOwn(before, key) || reached.has(key)) continue;
    edits.push({ op: "set", path: pathOf([...steps, key]), value });
  }
  return edits;
}

/** Which keys have another name now: those whose value is another key's, and those at whose place a similar value is. */
function renames(before: Record<string, unknown>, after: Record<string, unknown>): Map<string, string> {
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const come = Object.keys(after).filter((key) => !Object.hasOwn(before, key));
  const found = new Map<string, string>();
  const pair = (isOne: (old: string, now: string) => boolean) => {
    for (const old of gone.filter((key) => !found.has(key))) {
      const taken = new Set(found.values());
      const now = come.find((key) => !taken.has(key) && isOne(old, key));
      if (now !== undefined) found.set(old, now);
    }
  };
  // a value of one word says nothing of where it came from
  const isSpeaking = (value: unknown) => typeof value === "object" && value !== null && Object.keys(value).length > 0;
  pair((old, now) => isSpeaking(before[old]) && isSameValue(before[old], after[now]));
  const [places, own] = [Object.keys(after), Object.keys(before)];
  const isInPlace = (old: string, now: string) =>
    own.length === places.length && own.indexOf(old) === places.indexOf(now);
  pair((old, now) => isInPlace(old, now) && isSimilar(before[old], after[now]));
  return found;
}

/** Both maps, with a field that is the same; or the same single value. */
function isSimilar(a: unknown, b: unknown): boolean {
  if (!isMap(a) || !isMap(b)) return isSameValue(a, b);
  return Object.keys(a).some((key) => Object.hasOwn(b, key) && isSameValue(a[key], b[key]));
}

/** Lists of as many items: what changed in each is told, for lists of single values only where it is one of them. */
function isItemwise(before: readonly unknown[], after: readonly unknown[]): boolean {
  if (before.length !== after.length) return false;
  const changed = after.filter((item, at) => !isSameValue(before[at], item)).length;
  return changed === 1 || after.every(isMap);
}

/** The value with edits made to it, one behind the other; an edit whose place is not there any more is left out. */
export function applyEdits(value: unknown, edits: readonly ValueEdit[]): unknown {
  return edits.reduce<unknown>(applyEdit, value);
}

function applyEdit(value: unknown, edit: ValueEdit): unknown {
  const steps = stepsOf(edit.path, value);
  if (!steps) return value;
  if (edit.op === "set") return putAt(value, steps, edit.value);
  if (valueAt(value, steps) === undefined) return value;
  return edit.op === "remove" ? putAt(value, steps, undefined) : renameAt(value, steps, edit.key);
}
