/** A field's path as people read it: items of lists by their names, without the quotes and escapes that the server needs. Pure. */
import { readPath, type Segment } from "./fieldPath";

/** `spec.permit[="[\"front\",\"back\"]"].mtu` is `spec.permit[front, back].mtu`. What cannot be read stays as it is. */
export function shownPath(path: string): string {
  const segments = readPath(path);
  if (!segments) return path;
  return segments.map((segment, at) => shownStep(segment, at === 0)).join("");
}

function shownStep(segment: Segment, isFirst: boolean): string {
  if ("index" in segment) return `[${segment.index}]`;
  if ("item" in segment) {
    const [only] = segment.item;
    if (only && segment.item.length === 1 && (only[0] === "" || only[0] === "name")) return `[${shownValue(only[1])}]`;
    return `[${segment.item.map(([key, value]) => `${key} ${shownValue(value)}`).join(", ")}]`;
  }
  // a key with a dot in it is one step
  const key = /^[^."[\]\s]+$/.test(segment.key) ? segment.key : `"${segment.key}"`;
  return isFirst ? key : `.${key}`;
}

/** An item that is a list or a map itself comes as JSON. */
function shownValue(value: string): string {
  if (!/^[[{]/.test(value)) return value;
  try {
    const read: unknown = JSON.parse(value);
    if (Array.isArray(read)) return read.map(String).join(", ");
    if (typeof read !== "object" || read === null) return value;
    return Object.entries(read)
      .map(([key, one]) => `${key} ${typeof one === "object" ? JSON.stringify(one) : String(one)}`)
      .join(", ");
  } catch {
    return value;
  }
}
