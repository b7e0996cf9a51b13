/** What is wrong with what: the one place that puts a subject before a finding's message. Pure. */
import { shownPath } from "~/lib/yaml/shownPath";

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
  const place = field && shownPath(field);
  if (place) return resource ? `${resource}: ${place} ${message}` : `${place} ${message}`;
  const subject = resource || path;
  return subject ? `${subject}: ${message}` : message;
}

/** A finding on a text that is being typed, with its subject in its message: the text has no file, and is known. */
export function inTyped<F extends Said>(finding: F): F {
  return { ...finding, message: findingWords({ ...finding, resource: null, path: "the document" }) };
}

interface Part {
  text: string;
  /** The name of a resource, to be linked. */
  isName?: boolean;
}

/** A message in parts, so that the other resource's name can be linked in it; behind it where it is not named. */
export function partsOf(message: string, other: string | null | undefined): Part[] {
  if (!other) return [{ text: message }];
  for (let at = message.indexOf(other); at >= 0; at = message.indexOf(other, at + 1)) {
    const end = at + other.length;
    // `VPC/web` is not named by `VPC/web-2` or `VPC/web.lab`
    if (/^(?:[\w-]|\.\w)/.test(message.slice(end))) continue;
    const parts: Part[] = [{ text: message.slice(0, at) }, { text: other, isName: true }, { text: message.slice(end) }];
    return parts.filter(({ text }) => text !== "");
  }
  return [{ text: `${message} (with ` }, { text: other, isName: true }, { text: ")" }];
}

/** `a.yaml:6`, as far as it is known. */
export function placeWords(path: string | null | undefined, line: number | null | undefined): string | undefined {
  if (!path) return undefined;
  return line ? `${path}:${line}` : path;
}
