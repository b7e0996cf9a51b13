/**
 * A field that the address of a new resource sets, as `spec.subnet=web/default`: what the page that led here knows already; `{}` is an entry
 * that has nothing in it yet. Pure. */
import { readPath } from "~/lib/yaml/fieldPath";
import { putAt } from "~/lib/yaml/values";

/** The same resource with the field set; as it is where the address says nothing that could be one. */
export function withField(resource: Record<string, unknown>, set: string | undefined): Record<string, unknown> {
  const [, path = "", value = ""] = /^([^=]+)=(.+)$/s.exec(set ?? "") ?? [];
  const segments = readPath(path) ?? [];
  const steps = segments.flatMap((one) => ("key" in one ? one.key : "index" in one ? one.index : []));
  // only what is of the spec: its name and its kind are asked for on the page
  if (steps[0] !== "spec" || steps.length < 2 || steps.length < segments.length) return resource;
  return putAt(resource, steps, value === "{}" ? {} : value) as Record<string, unknown>;
}
