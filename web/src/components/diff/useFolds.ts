/** Opens the lines that a diff leaves out: the whole text is read once, and held against the diff before it is shown. */
import { useState } from "react";
import { type Fold, isTextOf, linesOf, type Side, unfolded } from "~/lib/diff/folded";
import type { DiffLine, FileDiff } from "~/lib/diff/parse";

/** The whole text of one side of a file. */
export interface Whole {
  side: Side;
  read: () => Promise<string>;
}

export interface Opening {
  /** The lines of a fold that was opened. */
  linesOf: (fold: Fold) => DiffLine[] | undefined;
  open: (fold: Fold) => void;
  isPending: boolean;
  problem: string | undefined;
}

const OTHER = "The text that was read is not the one of this diff, so its lines are not shown.";

export function useFolds(file: FileDiff, whole: Whole | undefined): Opening | undefined {
  const [text, setText] = useState<readonly string[]>();
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState<string>();
  if (!whole) return undefined;
  const { side, read } = whole;
  const load = async () => {
    setPending(true);
    try {
      const lines = linesOf(await read());
      const isIts = isTextOf(lines, file, side);
      if (isIts) setText(lines);
      setProblem(isIts ? undefined : OTHER);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setPending(false);
    }
  };
  return {
    linesOf: (fold) => (text && opened.has(fold.before) ? unfolded(text, fold, side) : undefined),
    open: (fold) => {
      setOpened((before) => new Set([...before, fold.before]));
      if (!text && !isPending) void load();
    },
    isPending,
    problem,
  };
}

/** A text that is known already. */
export function wholeText(text: string, side: Side): Whole {
  return { side, read: () => Promise.resolve(text) };
}
