/** What changed between an audit entry's before and after: field by field. Pure. */

export interface Difference {
  /** Where; empty for the whole value. */
  path: string;
  /** As text; nothing where the side has none. */
  before: string | undefined;
  after: string | undefined;
}

/** The fields that differ; all of them where there is only one side. */
export function differences(before: unknown, after: unknown): Difference[] {
  const left = leaves(before);
  const right = leaves(after);
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((path) => left.get(path) !== right.get(path))
    .map((path) => ({ path, before: left.get(path), after: right.get(path) }));
}

function leaves(value: unknown, path = "", into = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) {
    if (path !== "" && value === null) into.set(path, "null");
  } else if (typeof value !== "object") {
    into.set(path, typeof value === "string" ? value : JSON.stringify(value));
  } else if (Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0) {
    into.set(path, Array.isArray(value) ? "[]" : "{}");
  } else if (Array.isArray(value)) {
    value.forEach((item, at) => {
      leaves(item, `${path}[${at}]`, into);
    });
  } else {
    for (const [key, inner] of Object.entries(value)) leaves(inner, path === "" ? key : `${path}.${key}`, into);
  }
  return into;
}
