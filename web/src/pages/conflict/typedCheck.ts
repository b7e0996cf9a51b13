/** What the server says to a typed value: the resource with the value in its place, checked as a whole. */
import { useQuery } from "@tanstack/react-query";
import { ProblemError } from "~/api/problem";
import { checkText } from "~/api/queries/resources";
import type { CheckView, ConflictView, FindingView } from "~/api/types";
import { inTyped } from "~/features/finding/words";
import { useRested } from "~/lib/rested";
import { Typed, toYaml } from "~/lib/yaml/emit";
import { readPath, withValueAt } from "~/lib/yaml/fieldPath";
import { resourceDetail } from "./resourceValue";

export type Checked = { kind: "empty" | "unknown" } | { kind: "good" | "bad"; message: string };

/** What is checked while a value is typed. */
export interface TypedPlace {
  fabric: string;
  /** One text for the place. */
  key: string;
  /** The text that is checked, with what is typed in its place; nothing where that place cannot be found. */
  textWith: (typed: string, signal: AbortSignal) => Promise<string | undefined>;
  /** What is wrong with the typed value, and what is right. */
  verdict: (view: CheckView) => Checked;
}

/** The field of a conflict, in the resource that Git has. */
export function fieldPlace(conflict: ConflictView): TypedPlace {
  const { fabric, path } = conflict;
  return {
    fabric,
    key: String(conflict.id),
    textWith: async (typed, signal) => {
      const resource = path === "" ? undefined : (await resourceDetail(fabric, conflict, signal)).value;
      return documentWith(resource, path, typed);
    },
    verdict: ({ findings }) => {
      const found = findingAt(path, findings);
      return found ? { kind: "bad", message: inTyped(found).message } : { kind: "good", message: "matches the schema" };
    },
  };
}

/** A resource with a typed text at a place; nothing where that place cannot be found. */
export function documentWith(resource: unknown, path: string, typed: string): string | undefined {
  if (path === "") return typed;
  const segments = readPath(path);
  if (!segments) return undefined;
  const changed = withValueAt(resource, segments, new Typed(typed));
  return changed === undefined ? undefined : toYaml(changed);
}

/** What is wrong with the typed place itself: other fields are not this conflict's business. */
export function findingAt(path: string, findings: readonly FindingView[]): FindingView | undefined {
  return findings.find(
    ({ severity, field }) =>
      severity === "error" && (!field || path === "" || isWithin(field, path) || isWithin(path, field)),
  );
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
}

/** Nothing is asked while somebody types on. */
export function useTypedCheck(place: TypedPlace, text: string, isWanted: boolean): Checked {
  const rested = useRested(text.trim());
  const { data, error, isFetching } = useQuery({
    queryKey: ["fabric", place.fabric, "typed", place.key, rested],
    queryFn: async ({ signal }): Promise<Checked> => {
      const document = await place.textWith(rested, signal);
      if (document === undefined) return { kind: "unknown" };
      return place.verdict(await checkText(place.fabric, document, undefined, signal));
    },
    enabled: isWanted && rested !== "",
    gcTime: 60_000,
    retry: false,
  });
  if (text.trim() === "") return { kind: "empty" };
  if (rested !== text.trim() || isFetching) return { kind: "unknown" };
  // a text that cannot be read at all is refused as a whole
  if (error instanceof ProblemError && (error.status === 400 || error.status === 422)) {
    return { kind: "bad", message: error.detail ?? error.title };
  }
  return data ?? { kind: "unknown" };
}
