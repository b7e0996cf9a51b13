/** Field paths as the server writes them (crates/model/src/path.rs): read apart, and used on plain values. Pure. */
export type Segment =
  | { key: string }
  | { index: number }
  /** The list item whose fields have these values; an empty key stands for the item itself. */
  | { item: [key: string, value: string][] };

class Reader {
  at = 0;
  constructor(readonly text: string) {}

  get next(): string | undefined {
    return this.text[this.at];
  }

  take(expected: string): boolean {
    if (this.next !== expected) return false;
    this.at += 1;
    return true;
  }

  until(ends: string): string {
    const start = this.at;
    while (this.next !== undefined && !ends.includes(this.next)) this.at += 1;
    return this.text.slice(start, this.at);
  }

  /** What stands in quotes; nothing when they do not close. */
  quoted(): string | undefined {
    let read = "";
    this.at += 1;
    for (;;) {
      const one = this.next;
      if (one === undefined) return undefined;
      this.at += 1;
      if (one === '"') return read;
      if (one === "\\") {
        const escaped = this.next;
        this.at += 1;
        read += escaped === "n" ? "\n" : escaped === "t" ? "\t" : (escaped ?? "");
      } else read += one;
    }
  }

  word(ends: string): string | undefined {
    return this.next === '"' ? this.quoted() : this.until(ends);
  }
}

/** The steps of a path; nothing when it cannot be read. */
export function readPath(path: string): Segment[] | undefined {
  const reader = new Reader(path);
  const segments: Segment[] = [];
  while (reader.next !== undefined) {
    if (reader.take("[")) {
      const segment = bracket(reader);
      if (!segment) return undefined;
      segments.push(segment);
    } else {
      if (segments.length > 0 && !reader.take(".")) return undefined;
      const key = reader.word(".[");
      if (!key) return undefined;
      segments.push({ key });
    }
  }
  return segments;
}

/** The keys of a path, with nothing where a step is in a list; none when it cannot be read. */
export function keysOf(path: string): (string | undefined)[] {
  return (readPath(path) ?? []).map((segment) => ("key" in segment ? segment.key : undefined));
}

function bracket(reader: Reader): Segment | undefined {
  const item: [string, string][] = [];
  do {
    const first = reader.word("=,]");
    if (first === undefined) return undefined;
    if (!reader.take("=")) {
      const isIndex = /^\d+$/.test(first) && item.length === 0;
      return isIndex && reader.take("]") ? { index: Number(first) } : undefined;
    }
    const value = reader.word(",]");
    if (value === undefined) return undefined;
    item.push([first, value]);
  } while (reader.take(","));
  return reader.take("]") ? { item } : undefined;
}

/** The position of a list's item; -1 when there is none. */
export function positionOf(list: readonly unknown[], segment: Exclude<Segment, { key: string }>): number {
  if ("index" in segment) return segment.index < list.length ? segment.index : -1;
  return list.findIndex((one) => segment.item.every(([key, value]) => scalar(inside(one, key)) === value));
}

function inside(value: unknown, dotted: string): unknown {
  if (dotted === "") return value;
  return dotted.split(".").reduce<unknown>((at, key) => (isMap(at) ? at[key] : undefined), value);
}

function scalar(value: unknown): string | undefined {
  return value === undefined || typeof value === "object" ? undefined : String(value);
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The value with another one put at a path; maps on the way are made. Nothing when the way leads through something
 * else, or a list has no such item.
 */
export function withValueAt(value: unknown, segments: readonly Segment[], put: unknown): unknown {
  const [first, ...rest] = segments;
  if (first === undefined) return put;
  if ("key" in first) {
    if (value !== undefined && value !== null && !isMap(value)) return undefined;
    const inner = withValueAt(value?.[first.key], rest, put);
    return inner === undefined ? undefined : { ...value, [first.key]: inner };
  }
  if (!Array.isArray(value)) return undefined;
  const at = positionOf(value, first);
  if (at < 0) return undefined;
  const inner = withValueAt(value[at], rest, put);
  return inner === undefined ? undefined : value.with(at, inner);
}
