/** Plain values: what is at a place of one, and the same value with something else there. Nothing is changed in place. Pure. */
import { isMap, positionOf, readPath, type Segment } from "./fieldPath";

/** The key of a map, or the position in a list. */
export type Step = string | number;

export function valueAt(value: unknown, steps: readonly Step[]): unknown {
  return steps.reduce<unknown>((at, step) => {
    if (typeof step === "number") return Array.isArray(at) ? at[step] : undefined;
    return isMap(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }, value);
}

/** `undefined` takes the key or the item away. Maps and lists on the way are made. */
export function putAt(value: unknown, steps: readonly Step[], put: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return put;
  const inner = putAt(valueAt(value, [step]), rest, put);
  if (typeof step === "number") {
    const list: unknown[] = Array.isArray(value) ? value : [];
    if (inner === undefined) return list.toSpliced(step, 1);
    return step < list.length ? list.with(step, inner) : [...list, inner];
  }
  const map = isMap(value) ? value : {};
  if (inner !== undefined) return withKey(map, step, inner);
  return Object.fromEntries(Object.entries(map).filter(([key]) => key !== step));
}

/** Not by assignment: a key may be called `__proto__`. */
function withKey(map: Record<string, unknown>, key: string, inner: unknown): Record<string, unknown> {
  const entries = Object.entries(map);
  if (!Object.hasOwn(map, key)) return Object.fromEntries([...entries, [key, inner]]);
  return Object.fromEntries(entries.map(([one, value]) => [one, one === key ? inner : value]));
}

/** A key of a map has another name, and stays where it is among the others. */
export function renameAt(value: unknown, steps: readonly Step[], key: string): unknown {
  const at = steps.slice(0, -1);
  const old = steps.at(-1);
  const map = valueAt(value, at);
  if (!isMap(map)) return value;
  return putAt(
    value,
    at,
    Object.fromEntries(Object.entries(map).map(([one, inner]) => [one === old ? key : one, inner])),
  );
}

/** Whether both are the same, wherever a map has its keys; a key without a value is the same as none. */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, at) => isSameValue(one, b[at]));
  if (!isMap(a) || !isMap(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => isSameValue(valueAt(a, [key]), valueAt(b, [key])));
}

/** The steps that a path as the server writes it means in a value: items that are named by their fields become positions. */
export function stepsOf(path: string, value: unknown): Step[] | undefined {
  const segments = readPath(path);
  if (!segments) return undefined;
  const steps: Step[] = [];
  for (const segment of segments) {
    const step = stepOf(segment, valueAt(value, steps));
    if (step === undefined) return undefined;
    steps.push(step);
  }
  return steps;
}

function stepOf(segment: Segment, value: unknown): Step | undefined {
  if ("key" in segment) return segment.key;
  if ("index" in segment) return segment.index;
  const at = Array.isArray(value) ? positionOf(value, segment) : -1;
  return at < 0 ? undefined : at;
}

/** The path of steps, as the server writes it (crates/model/src/path.rs). */
export function pathOf(steps: readonly Step[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === "number") return `${path}[${step}]`;
    const key = isBare(step) ? step : `"${step.replace(/["\\\n\t]/g, (one) => ESCAPES[one] ?? one)}"`;
    return path === "" ? key : `${path}.${key}`;
  }, "");
}

const ESCAPES: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t" };

function isBare(key: string): boolean {
  return key !== "" && !/[.[\]"=, \\\n\t]/.test(key);
}
