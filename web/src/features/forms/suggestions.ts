/** Of what the fabric has, what a field can be. Pure. */
import type { DraftView, FieldView, ResourceView } from "~/api/types";
import type { Suggestion } from "~/components/Combobox";
import { keysOf } from "~/lib/yaml/fieldPath";
import { type Step, valueAt } from "~/lib/yaml/values";
import type { Source } from "./arrangement";

/** Resources of some kinds in a namespace, those of the types that are meant first, by name; each with what is worth knowing of it. */
export function named(
  rows: readonly ResourceView[],
  kinds: readonly string[],
  namespace: string,
  first: readonly string[] = [],
): Suggestion[] {
  const isFirst = ({ facts = [] }: ResourceView) =>
    facts.some(({ name, value }) => name === "type" && first.includes(value));
  const isHere = (row: ResourceView) => kinds.includes(row.kind) && spaceOf(row.namespace) === spaceOf(namespace);
  return rows
    .filter(isHere)
    .toSorted(
      (a, b) => Number(isFirst(b)) - Number(isFirst(a)) || a.name.localeCompare(b.name, "en", { numeric: true }),
    )
    .map(({ name, facts = [], state }) => {
      const about = [
        state === "commented out" ? "commented out" : "",
        ...facts.slice(0, 2).map((fact) => `${fact.name} ${fact.value}`),
      ];
      return { value: name, about: about.filter(Boolean).join(" · ") || undefined };
    });
}

/** What a change adds of some kinds in a namespace, before those that Git has. */
export function withAdded(
  known: readonly Suggestion[],
  drafts: readonly Pick<DraftView, "kind" | "namespace" | "name" | "action">[],
  kinds: readonly string[],
  namespace: string,
): Suggestion[] {
  const names = new Set(known.map(({ value }) => value));
  const isNew = ({ kind, namespace: own, name, action }: Pick<DraftView, "kind" | "namespace" | "name" | "action">) =>
    action === "add" && kinds.includes(kind) && spaceOf(own) === spaceOf(namespace) && !names.has(name);
  return [...drafts.filter(isNew).map(({ name }) => ({ value: name, about: "new in this change" })), ...known];
}

function spaceOf(namespace: string): string {
  return namespace === "" || namespace === "-" ? "default" : namespace;
}

/** The subnets of a VPC, in Git and in drafts, from its fields. */
export function subnetsIn(fields: readonly Pick<FieldView, "path">[]): string[] {
  const found = new Set<string>();
  for (const { path } of fields) {
    const [spec, subnets, name] = keysOf(path);
    if (spec === "spec" && subnets === "subnets" && name) found.add(name);
  }
  return [...found];
}

/** The VPC whose subnets are meant at a place; `device` is what is typed before a slash. */
export function vpcOf(
  source: Source,
  steps: readonly Step[],
  root: unknown,
  device: string | undefined,
): string | undefined {
  if (source.of === "subnets") return device || undefined;
  if (source.of !== "subnets of") return undefined;
  const at = steps.slice(0, steps.length - source.up);
  const name = source.below ? valueAt(root, [...at, ...source.below]) : at.at(-1);
  return typeof name === "string" && name !== "" ? name : undefined;
}
