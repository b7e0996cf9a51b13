/** Resources as they are, for a check of what is typed: as Git has one, and as a draft has it. */
import { answer, client } from "~/api/client";
import type { ResourceDetail } from "~/api/types";
import { isMap, readPath, withValueAt } from "~/lib/yaml/fieldPath";

interface Named {
  kind: string;
  namespace: string;
  name: string;
}

export async function resourceDetail(fabric: string, named: Named, signal: AbortSignal): Promise<ResourceDetail> {
  const { kind, namespace, name } = named;
  const found = await answer(
    client.GET("/api/v1/fabrics/{fabric}/resources/{kind}/{namespace}/{name}", {
      params: { path: { fabric, kind, namespace: namespace || "-", name } },
      signal,
    }),
  );
  return found as ResourceDetail;
}

type Drafted = Pick<
  ResourceDetail,
  "group" | "version" | "kind" | "namespace" | "name" | "value" | "fields" | "drafts"
>;

/**
 * A resource as the draft of a change has it: Git's value with what the draft changed. Nothing where the draft takes the resource
 * away, or where a field of the draft has no place in Git's value (an item of a list that is new).
 */
export function draftedValue(detail: Drafted, change: string): unknown {
  const draft = detail.drafts.find((one) => one.change === change);
  if (!draft || draft.action === "delete" || draft.action === "comment out") return undefined;
  let value: unknown = detail.value ?? bareOf(detail);
  for (const { path, drafts } of detail.fields) {
    if (!drafts || !(change in drafts)) continue;
    const segments = readPath(path);
    if (!segments) return undefined;
    const put = drafts[change];
    value = put === null || put === undefined ? withoutValueAt(value, path) : withValueAt(value, segments, put);
    if (value === undefined) return undefined;
  }
  return value;
}

/** What every resource has, whatever else it says. */
function bareOf({ group, version, kind, namespace, name }: Drafted): unknown {
  return {
    apiVersion: group === "" ? version : `${group}/${version}`,
    kind,
    metadata: namespace === "" ? { name } : { name, namespace },
  };
}

/** The value without the field at a path of plain keys; nothing where the path leads through a list. */
function withoutValueAt(value: unknown, path: string): unknown {
  const segments = readPath(path) ?? [];
  const keys = segments.flatMap((segment) => ("key" in segment ? [segment.key] : []));
  return keys.length === segments.length ? without(value, keys) : undefined;
}

function without(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined || !isMap(value) || !(first in value)) return value;
  const { [first]: inner, ...others } = value;
  return rest.length === 0 ? others : { ...value, [first]: without(inner, rest) };
}
