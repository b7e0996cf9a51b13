/** The unified diff of two texts. Pure. */
import { linesOf } from "./folded";
import { common } from "./words";

/** Lines around a difference. */
const AROUND = 3;

/** With more pairs of lines than these, all that differ are shown as replaced. */
const MOST_PAIRS = 4_000_000;

interface Line {
  mark: " " | "-" | "+";
  text: string;
}

/** Of a text without one side, that side is empty; no text where both are the same. */
export function unifiedDiff(path: string, before: string | undefined, after: string | undefined): string {
  const lines = marked(before ? linesOf(before) : [], after ? linesOf(after) : []);
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ mark }) => mark !== " "),
  );
  if (!near.includes(true)) return "";
  const head = [`--- ${before ? `a/${path}` : "/dev/null"}`, `+++ ${after ? `b/${path}` : "/dev/null"}`];
  const hunks: string[] = [];
  let [from, to] = [1, 1];
  for (let at = 0; at < lines.length; ) {
    const end = near.indexOf(!near[at], at);
    const part = lines.slice(at, end < 0 ? undefined : end);
    const removed = part.filter(({ mark }) => mark !== "+").length;
    const added = part.filter(({ mark }) => mark !== "-").length;
    if (near[at]) {
      // an empty side is named by the line before it
      const sides = [`-${from - (removed === 0 ? 1 : 0)},${removed}`, `+${to - (added === 0 ? 1 : 0)},${added}`];
      hunks.push(`@@ ${sides.join(" ")} @@`, ...part.map(({ mark, text }) => mark + text));
    }
    from += removed;
    to += added;
    at += part.length;
  }
  return `${[...head, ...hunks].join("\n")}\n`;
}

function marked(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const [a, b] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  const [keptA, keptB] = a.length * b.length > MOST_PAIRS ? [new Set<number>(), new Set<number>()] : common(a, b);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && !keptA.has(i)) lines.push({ mark: "-", text: a[i++] ?? "" });
    else if (j < b.length && !keptB.has(j)) lines.push({ mark: "+", text: b[j++] ?? "" });
    else {
      lines.push({ mark: " ", text: a[i++] ?? "" });
      j += 1;
    }
  }
  const same = (text: string): Line => ({ mark: " ", text });
  return [...before.slice(0, start).map(same), ...lines, ...before.slice(before.length - end).map(same)];
}
