/**
 * Where a value is typed that settles a conflict between two resources. Both are checked as the change would leave them: the server
 * holds them against the rules together, and against what else Git has.
 */
import { ProblemError } from "~/api/problem";
import type { CheckView, FindingView, ResourceDetail } from "~/api/types";
import type { CrossResource } from "~/features/conflict/set";
import { evidenceWords } from "~/features/finding/evidence";
import { findingWords } from "~/features/finding/words";
import { spokenName } from "~/features/resource/identity";
import { toYaml } from "~/lib/yaml/emit";
import type { TypedField } from "./choices";
import { draftedValue, resourceDetail } from "./resourceValue";
import { type Checked, documentWith, findingAt, type TypedPlace } from "./typedCheck";

/** A resource with its kind's group: kinds of two groups may have one name. */
export function withGroup<Named extends { group: string; kind: string }>(named: Named): Named {
  return named.group === "" ? named : { ...named, kind: `${named.kind}.${named.group}` };
}

export function togetherPlace(conflict: CrossResource, field: TypedField): TypedPlace {
  const { fabric, together } = conflict;
  return {
    fabric,
    key: `${conflict.id} ${field}`,
    textWith: async (typed, signal) => {
      const [own, other] = await Promise.all([
        resourceDetail(fabric, withGroup(conflict), signal),
        found(resourceDetail(fabric, withGroup(together.other), signal)),
      ]);
      return textOf(conflict, field, typed, own, other);
    },
    verdict: (view) => verdictOf(conflict, field, view),
  };
}

/** The other resource may be one that Git has no more. */
async function found(detail: Promise<ResourceDetail>): Promise<ResourceDetail | undefined> {
  try {
    return await detail;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return undefined;
    throw error;
  }
}

type Detail = Parameters<typeof draftedValue>[0];

/** Both resources as one text, with what is typed in the field of one of them; nothing where that place cannot be found. */
export function textOf(
  { change, path, together }: CrossResource,
  field: TypedField,
  typed: string,
  own: Detail,
  other: Pick<Detail, "value"> | undefined,
): string | undefined {
  const drafted = draftedValue(own, change ?? "");
  const inGit = other?.value;
  const [edited, beside] = field === "own" ? [drafted, inGit] : [inGit, drafted];
  if (edited === undefined || edited === null) return undefined;
  const text = documentWith(edited, field === "own" ? path : together.other_path, typed);
  if (text === undefined || beside === undefined || beside === null) return text;
  return [text, toYaml(beside)].join("\n---\n");
}

/** What is wrong with the typed field, or still with both resources together. */
export function verdictOf(conflict: CrossResource, field: TypedField, view: CheckView): Checked {
  const { rule, other, other_path } = conflict.together;
  const [own, there] = [spokenName(conflict), spokenName(other)];
  const [name, path] = field === "own" ? [own, conflict.path] : [there, other_path];
  const isOfBoth = ({ rule: broken, resource, other: with_ }: FindingView) =>
    broken === rule && ((resource === own && with_ === there) || (resource === there && with_ === own));
  const errors = view.findings.filter(({ severity }) => severity === "error");
  const wrong =
    findingAt(
      path,
      errors.filter(({ resource }) => !resource || resource === name),
    ) ?? errors.find(isOfBoth);
  if (!wrong) return { kind: "good", message: `matches the schema; ${evidenceWords(view)}` };
  const { resource, ...rest } = wrong;
  return { kind: "bad", message: findingWords({ ...rest, resource: resource === name ? null : resource, path: null }) };
}
