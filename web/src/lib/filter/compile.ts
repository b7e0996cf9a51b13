/** A filter over rows: what each key means, and a test that is quick on thousands of rows. Pure. */
import { parseFilter } from "./parse";

export interface FilterKey<Row> {
  key: string;
  /** What it is, for completion. */
  label: string;
  /** What the row has there. */
  of: (row: Row) => string | readonly string[] | undefined;
  /** `word`: the whole value. `start`: its beginning. `part`: anywhere in it. `word` when left out. */
  match?: "word" | "start" | "part";
}

export interface FilterSpec<Row> {
  keys: readonly FilterKey<Row>[];
  /** What plain text is looked for in; read once per row. */
  text: (row: Row) => string;
  /** Further keys that single rows have, such as the facts of a kind. */
  others?: (row: Row) => readonly { name: string; value: string }[] | undefined;
}

export interface Filter<Row> {
  test: (row: Row) => boolean;
  isEmpty: boolean;
}

const lowerText = new WeakMap<object, string>();

/** The text of a row in lower case, read once as long as the row is the same object. */
function textOf<Row extends object>(row: Row, spec: FilterSpec<Row>): string {
  let text = lowerText.get(row);
  if (text === undefined) {
    text = spec.text(row).toLowerCase();
    lowerText.set(row, text);
  }
  return text;
}

export function compileFilter<Row extends object>(text: string, spec: FilterSpec<Row>): Filter<Row> {
  const terms = parseFilter(text).filter((term) => term.values.length > 0);
  const tests = terms.map(({ key, values, isNegated }) => {
    const holds = key === undefined ? textTest(values, spec) : keyTest(key, values, spec);
    return isNegated ? (row: Row) => !holds(row) : holds;
  });
  return { test: (row) => tests.every((test) => test(row)), isEmpty: tests.length === 0 };
}

function textTest<Row extends object>(values: string[], spec: FilterSpec<Row>): (row: Row) => boolean {
  return (row) => values.every((value) => textOf(row, spec).includes(value));
}

function keyTest<Row extends object>(key: string, values: string[], spec: FilterSpec<Row>): (row: Row) => boolean {
  const known = spec.keys.find((one) => one.key === key);
  if (known) {
    const match = known.match ?? "word";
    return (row) => anyMatches(known.of(row), values, match);
  }
  const wanted = singular(key);
  // a key that no row has is text with a colon, as in an address
  const asText = values.map((value) => `${key}:${value}`);
  return (row) => {
    const others = spec.others?.(row)?.filter((fact) => singular(fact.name) === wanted) ?? [];
    if (others.length > 0) return others.some((fact) => anyMatches(fact.value.split(/[\s,]+/), values, "word"));
    return asText.some((value) => textOf(row, spec).includes(value));
  };
}

/** There are few names, and each is asked for on every row. */
const singulars = new Map<string, string>();

/** `VLANs` and `vlan` ask for the same. */
function singular(name: string): string {
  let known = singulars.get(name);
  if (known === undefined) {
    known = name.toLowerCase().replaceAll(" ", "-").replace(/s$/, "");
    singulars.set(name, known);
  }
  return known;
}

function anyMatches(
  have: string | readonly string[] | undefined,
  values: readonly string[],
  match: "word" | "start" | "part",
): boolean {
  if (have === undefined) return false;
  const list = typeof have === "string" ? [have] : have;
  return list.some((one) => {
    const lower = one.toLowerCase();
    return values.some((value) => {
      if (match === "part") return lower.includes(value);
      if (match === "start") return lower.startsWith(value);
      // a state of two words may be typed with a dash
      return lower === value || lower.replaceAll(" ", "-") === value;
    });
  });
}
