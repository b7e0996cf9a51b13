/** Plain values as YAML that people read. Pure. */
import { isMap } from "./fieldPath";

/** A text that stands in the YAML as somebody typed it. */
export class Typed {
  constructor(readonly text: string) {}
}

/** Words that YAML 1.1 or 1.2 readers take for something else than text; an address such as 10.0.0.1 is text. */
const SPECIAL =
  /^(~|null|true|false|yes|no|on|off|y|n|\.inf|\.nan|[-+]?(?!\d+(\.\d+){2,}$)[\d.][\d.,_:eExXoO+-]*|=|<<)$/i;
const PLAIN = /^[A-Za-z0-9/_.][A-Za-z0-9/_.@%+=~(){}[\],:&*!?' -]*$/;

/** A value as YAML, without a line break at the end. */
export function toYaml(value: unknown): string {
  return lines(value).join("\n");
}

/** Whether a value needs more than one line. */
export function isLong(value: unknown): boolean {
  return lines(value).length > 1;
}

function lines(value: unknown): string[] {
  const inline = inlineOf(value);
  if (inline !== undefined) return inline;
  if (Array.isArray(value)) return value.flatMap((item) => nested("-", item));
  return Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) => nested(`${text(key)}:`, inner));
}

/** What may stand behind a key: the first of the lines on its line. */
function inlineOf(value: unknown): string[] | undefined {
  if (value instanceof Typed) return value.text.split("\n");
  if (value === null || value === undefined) return ["null"];
  if (typeof value === "string") return isBlock(value) ? block(value) : [text(value)];
  if (Array.isArray(value)) return value.length === 0 ? ["[]"] : undefined;
  if (isMap(value)) return Object.keys(value).length === 0 ? ["{}"] : undefined;
  return [String(value)];
}

function nested(lead: string, value: unknown): string[] {
  const inline = inlineOf(value);
  if (inline === undefined) {
    const inner = lines(value);
    if (lead !== "-") return [lead, ...indented(inner)];
    const [first, ...rest] = inner;
    return [`- ${first}`, ...indented(rest)];
  }
  const [first = "", ...rest] = inline;
  // typed lines start below the key, unless they are a block of text
  if (rest.length > 0 && value instanceof Typed && !/^[|>]/.test(first)) return [lead, ...indented(inline)];
  return [first === "" ? lead : `${lead} ${first}`, ...indented(rest)];
}

function indented(inner: readonly string[]): string[] {
  return inner.map((line) => (line === "" ? "" : `  ${line}`));
}

function isBlock(value: string): boolean {
  return value.includes("\n") && !/[^\n\t\P{C}]/u.test(value) && !/^\s|[ \t]\n|[ \t]$/.test(value);
}

function block(value: string): string[] {
  const body = value.replace(/\n+$/, "");
  const ends = value.length - body.length;
  return [
    ends === 0 ? "|-" : ends === 1 ? "|" : "|+",
    ...body.split("\n"),
    ...Array<string>(Math.max(0, ends - 1)).fill(""),
  ];
}

function text(value: string): string {
  const isPlain =
    PLAIN.test(value) && !SPECIAL.test(value) && !/: |:$| #| $/.test(value) && !/[[\]{},&*!?']/.test(value);
  return isPlain ? value : JSON.stringify(value);
}
