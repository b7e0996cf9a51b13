/** Where a resource that a finding names leads. Pure. */
import type { FindingView } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { readName } from "~/features/resource/identity";

/** The page of `VPC/web`, at a line of its file where one is known; nothing where it is no name. */
export function lineHref(fabric: string, name: string, line?: number | null): string | undefined {
  const named = readName(name);
  if (!named) return undefined;
  return resourceHref(fabric, named) + (line ? `?tab=yaml&fileline=${line}` : "");
}

type Told = Pick<FindingView, "rule" | "path" | "line" | "column" | "resource" | "field" | "other" | "message">;

/** Tells findings apart. */
export function findingId({ rule, path, line, column, resource, field, other, message }: Told): string {
  return [rule, path, line, column, resource, field, other, message].join(":");
}
