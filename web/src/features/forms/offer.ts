/** What free VLAN, subnet or port is offered at a field, and why it is that one. Pure. */
import type { FreeRequest } from "~/api/queries/free";
import type { FreeView } from "~/api/types";
import type { Schema } from "~/features/drafting/schema";
import { spokenName } from "~/features/resource/identity";
import { count, list, sentence } from "~/lib/words";
import { isMap } from "~/lib/yaml/fieldPath";
import { putAt, type Step, valueAt } from "~/lib/yaml/values";
import type { Arrangement, Source } from "./arrangement";
import { typedValue } from "./scalars";
import { schemaAtSteps, shapeOf } from "./shape";

export type Free = Extract<Source, { of: "free" }>;

/** How many are asked for: some of them may be used in the form itself. */
export const MANY = 10;

/** The longest prefix that the server looks for, and the usual one. */
const LONGEST = 30;
const USUAL = 24;

export function freeRequest({ what, namespace: at }: Free, steps: readonly Step[], root: unknown): FreeRequest {
  const named = valueAt(root, at);
  // the cluster takes the namespace `default` where none is named
  const namespace = typeof named === "string" && named !== "" ? named : "default";
  if (what === "vlan") return { what, namespace };
  return { what, namespace, length: lengthLike([...usedBeside(steps, root), String(valueAt(root, steps) ?? "")]) };
}

/** The cluster reads no number as 0. */
export function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === "" || value === 0;
}

/** A place that takes something that is free. */
export interface FreePlace {
  source: Free;
  steps: readonly Step[];
}

/** Those places of a resource in which nothing is. */
export function unsetPlaces(arrangement: Arrangement = {}, root: unknown): FreePlace[] {
  return Object.entries(arrangement).flatMap(([pattern, { source }]) => {
    if (source?.of !== "free") return [];
    const all = pattern.split(".").reduce<Step[][]>(
      (found, step) =>
        found.flatMap((steps) => {
          const entries = valueAt(root, steps);
          const keys = step !== "*" ? [step] : isMap(entries) ? Object.keys(entries) : [];
          return keys.map((key) => [...steps, key]);
        }),
      [[]],
    );
    return all.filter((steps) => isUnset(valueAt(root, steps))).map((steps) => ({ source, steps }));
  });
}

/** A resource with the next free one at each of these places; where none is known, nothing is put. */
export function withFree(
  root: unknown,
  places: readonly FreePlace[],
  free: Readonly<Record<Free["what"], FreeView | null | undefined>>,
  schema: Schema | undefined,
): unknown {
  return places.reduce((filled, { source, steps }) => {
    const next = firstFree(free[source.what], usedBeside(steps, filled));
    return next === undefined ? filled : putAt(filled, steps, freeValue(next, steps, schema));
  }, root);
}

/** A free one as the schema wants it at a place. */
export function freeValue(free: string, steps: readonly Step[], schema: Schema | undefined): unknown {
  return typedValue(free, shapeOf(schemaAtSteps(schema, steps), undefined), undefined);
}

/** The values of the same field of the entries beside this one: they are not in Git yet, and not free all the same. */
export function usedBeside(steps: readonly Step[], root: unknown): string[] {
  const [entry, field] = steps.slice(-2);
  const beside = valueAt(root, steps.slice(0, -2));
  if (!isMap(beside) || field === undefined) return [];
  return Object.entries(beside).flatMap(([key, one]) => {
    const value = key === entry ? undefined : valueAt(one, [field]);
    return value === undefined || value === "" ? [] : [String(value)];
  });
}

/** As long as what is there already, else as the last one beside it. */
function lengthLike(subnets: readonly string[]): number {
  const lengths = subnets.flatMap((subnet) => /\/(\d{1,2})$/.exec(subnet)?.[1] ?? []).map(Number);
  const last = lengths.findLast((length) => length > 0 && length <= LONGEST);
  return last ?? USUAL;
}

/** The first one that is not used in the form either. */
export function firstFree(view: FreeView | null | undefined, used: readonly string[]): string | undefined {
  return view?.free.find((one) => !used.includes(one));
}

/** Why it is that one: what before it is taken, by what; and what is not known. */
export function reasonOf(view: FreeView, offered: string | undefined): string {
  const { more_taken: more, unchecked, of } = view;
  const taken = view.taken.filter(({ what }) => offered === undefined || placeInOrder(what) < placeInOrder(offered));
  const parts = taken.slice(0, 2).map(({ what, by, change, reserved }) => {
    const whose = reserved ? "reserved by the fabric" : by ? `taken by ${spokenName(by)}` : "taken";
    return `${what} is ${whose}${change ? ` in the open change ${change}` : ""}`;
  });
  // those that are not listed are behind the listed ones
  const rest = Math.max(0, taken.length - 2) + (taken.length === view.taken.length ? more : 0);
  const all = rest > 0 ? [...parts, `${count(rest, "other")} ${rest === 1 ? "is" : "are"} taken too`] : parts;
  const why = all.length === 0 ? `The first of ${spokenName(of)}.` : `Of ${spokenName(of)}; ${list(all)}.`;
  return [why, ...unchecked.map(sentence)].join(" ");
}

/** A VLAN, the first of a range, or the first address of a prefix, as a number. */
function placeInOrder(what: string): number {
  const address = /^(\d+)\.(\d+)\.(\d+)\.(\d+)/.exec(what);
  if (!address) return Number.parseInt(what, 10);
  return address.slice(1).reduce((all, part) => all * 256 + Number(part), 0);
}

/** What is to be said beside the free ports of a switch: what is not known, and where none is known to be free, those in use. */
export function portNote({ free, taken, more_taken: more, unchecked }: FreeView): string | undefined {
  const named = taken.slice(0, PORTS).map(({ what }) => what);
  const rest = taken.length - named.length + more;
  const used = rest > 0 ? [...named, `${count(rest, "other")}`] : named;
  const inUse = free.length === 0 && used.length > 0 ? [`In use: ${list(used)}.`] : [];
  return [...unchecked.map(sentence), ...inUse].join(" ") || undefined;
}

/** How many ports are named. */
const PORTS = 8;
