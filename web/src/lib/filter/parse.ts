/**
 * The filter language: `kind:vpc state:draft,conflict -name:test vlan:1201 "any text"`. Terms are and-ed, values after one
 * key are or-ed, `-` turns a term around. Pure.
 */
export interface Term {
  /** The key, lower case; nothing for plain text. */
  key: string | undefined;
  /** What is looked for, lower case; none while the value is still being typed. */
  values: string[];
  isNegated: boolean;
  /** Where it stands in the text. */
  from: number;
  to: number;
  /** Where its value starts. */
  valueFrom: number;
}

const KEY = /^([a-z][\w./-]*):/i;

/** The terms of a filter. Every text is a filter: what does not look like a key is plain text. */
export function parseFilter(text: string): Term[] {
  const terms: Term[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === " ") {
      at += 1;
      continue;
    }
    const from = at;
    const isNegated = text[at] === "-" && at + 1 < text.length && text[at + 1] !== " ";
    if (isNegated) at += 1;
    const key = KEY.exec(text.slice(at))?.[1];
    if (key !== undefined) at += key.length + 1;
    const valueFrom = at;
    const [read, to] = readValues(text, at, key !== undefined);
    at = to;
    // a dash alone: what it turns around is still to come
    const values = key === undefined && text.slice(from, to) === "-" ? [] : read;
    terms.push({ key: key?.toLowerCase(), values, isNegated, from, to, valueFrom });
  }
  return terms;
}

/** Values up to the next space: `a,b` and `"a b"`. */
function readValues(text: string, start: number, isList: boolean): [string[], number] {
  const values: string[] = [];
  let value = "";
  let at = start;
  const take = () => {
    if (value !== "") values.push(value.toLowerCase());
    value = "";
  };
  while (at < text.length && text[at] !== " ") {
    if (text[at] === '"') {
      const end = text.indexOf('"', at + 1);
      value += text.slice(at + 1, end < 0 ? text.length : end);
      at = end < 0 ? text.length : end + 1;
    } else if (isList && text[at] === ",") {
      take();
      at += 1;
    } else {
      value += text[at];
      at += 1;
    }
  }
  take();
  return [values, at];
}

/** A value as it must be written to be read as one. */
export function quote(value: string): string {
  return /[\s,"]/.test(value) ? `"${value.replaceAll('"', "")}"` : value;
}

/** The same filter with a term switched on, or off where it was on: for filtering by clicks. */
export function toggleTerm(text: string, key: string, value: string): string {
  const wanted = `${key}:${quote(value)}`;
  const terms = parseFilter(text);
  const isThere = (term: Term) => term.key === key && !term.isNegated && term.values.join() === value.toLowerCase();
  const kept = terms
    .filter((term) => !(term.key === key && !term.isNegated))
    .map((term) => text.slice(term.from, term.to));
  return terms.some(isThere) ? kept.join(" ") : [...kept, wanted].join(" ");
}

/** The one value that a key is filtered by; nothing when there are none or several. */
export function soleValue(text: string, key: string): string | undefined {
  const terms = parseFilter(text).filter((term) => term.key === key && !term.isNegated);
  return terms.length === 1 && terms[0]?.values.length === 1 ? terms[0].values[0] : undefined;
}
