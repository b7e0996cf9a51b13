/** The lines that a unified diff leaves out: where they are, and what they are once the whole text is known. Pure. */
import type { DiffLine, FileDiff } from "./parse";

/** Equal lines from here on, by their numbers on both sides. */
export interface Fold {
  before: number;
  after: number;
  /** How many; nothing where only the whole text tells: behind the last change. */
  count: number | undefined;
}

export type Side = "before" | "after";

/** A change at the end of a file has fewer lines behind it. */
const CONTEXT = 3;

/** What is left out above each hunk, in their order, and behind the last one. */
export function foldsOf(file: Pick<FileDiff, "what" | "hunks">): {
  above: (Fold | undefined)[];
  below: Fold | undefined;
} {
  let [before, after] = [1, 1];
  const above = file.hunks.map((hunk) => {
    const fold = hunk.skipped > 0 ? { before, after, count: hunk.skipped } : undefined;
    before += hunk.skipped;
    after += hunk.skipped;
    for (const { kind } of hunk.lines) {
      if (kind === "same" || kind === "removed") before += 1;
      if (kind === "same" || kind === "added") after += 1;
    }
    return fold;
  });
  const last =
    file.hunks
      .at(-1)
      ?.lines.filter(({ kind }) => kind !== "note")
      .slice(-CONTEXT) ?? [];
  const mayContinue = file.what !== "added" && file.what !== "deleted" && last.length === CONTEXT;
  const isContinued = mayContinue && last.every(({ kind }) => kind === "same");
  return { above, below: isContinued ? { before, after, count: undefined } : undefined };
}

/** The lines of a text as a diff numbers them. */
export function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Whether this is the text that a side of the diff was made of: every line that the diff has of it is there. */
export function isTextOf(lines: readonly string[], file: Pick<FileDiff, "hunks">, side: Side): boolean {
  return file.hunks.every((hunk) =>
    hunk.lines.every((line) => {
      const at = line[side];
      return at === undefined || line.kind === "note" || lines[at - 1] === line.text;
    }),
  );
}

/** The lines of a fold. */
export function unfolded(lines: readonly string[], fold: Fold, side: Side): DiffLine[] {
  const start = fold[side] - 1;
  const end = fold.count === undefined ? lines.length : start + fold.count;
  return lines.slice(start, end).map((text, at) => ({
    kind: "same",
    text,
    before: fold.before + at,
    after: fold.after + at,
  }));
}
