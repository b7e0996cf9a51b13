/** A field that the address of a new resource sets, as `spec.subnet=web/default`: what the page that led here knows already. Pure. */
import { keysOf } from "~/lib/yaml/fieldPath";
import { putAt } from "~/lib/yaml/values";

/** The same resource with the field set; as it is where the address says nothing that could be one. */
export function withField(resource: Record<string, unknown>, set: string | undefined): Record<string, unknown> {
  const [, path = "", value = ""] = /^([^=]+)=(.+)$/s.exec(set ?? "") ?? [];
  const keys = keysOf(path);
  // only what is of the spec: its name and its kind are asked for on the page
  if (keys[0] !== "spec" || keys.length < 2 || !keys.every((key) => key !== undefined)) return resource;
  return putAt(resource, keys, value) as Record<string, unknown>;
}
