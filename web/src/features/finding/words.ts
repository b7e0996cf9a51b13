/** What is wrong with what: the one place that puts a subject before a finding's message. Pure. */

interface Said {
  resource?: string | null;
  field?: string | null;
  path?: string | null;
  message: string;
}

/**
 * A message is read after the field, else the resource, else the file: `VPC/web: spec.vlan must be an integer`,
 * `a.yaml: is no Kubernetes object`. What the reader sees already is left out by whoever asks.
 */
export function findingWords({ resource, field, path, message }: Said): string {
  if (field) return resource ? `${resource}: ${field} ${message}` : `${field} ${message}`;
  const subject = resource || path;
  return subject ? `${subject}: ${message}` : message;
}

/** As {@link findingWords}, on the resource's own page: its name is said only where no field is. */
export function ownFindingWords(finding: Said): string {
  return findingWords(finding.field ? { ...finding, resource: null } : finding);
}

/** A finding on a text that is being typed, with its subject in its message: the text has no file, and is known. */
export function inTyped<F extends Said>(finding: F): F {
  return { ...finding, message: findingWords({ ...finding, resource: null, path: "the document" }) };
}

/** `a.yaml:6`, as far as it is known. */
export function placeWords(path: string | null | undefined, line: number | null | undefined): string | undefined {
  if (!path) return undefined;
  return line ? `${path}:${line}` : path;
}
