/** Findings as an editor marks them. Pure. */
import type { Severity } from "~/api/types";

export interface EditorFinding {
  /** From 1; 0 for the whole text. */
  line: number;
  /** From 1; 0 for the whole line. */
  column: number;
  message: string;
  severity: Severity;
}

interface Lines {
  lines: number;
  line: (number: number) => { from: number; to: number; text: string };
}

export interface Marked {
  from: number;
  to: number;
  severity: Severity;
  message: string;
}

/** Where a finding stands in the text: from its column to the end of the word, or its whole line. */
export function markOf(finding: EditorFinding, text: Lines): Marked {
  const { severity, message } = finding;
  const line = text.line(Math.min(Math.max(1, finding.line), text.lines));
  const indent = line.text.length - line.text.trimStart().length;
  const start = finding.column > 0 ? Math.min(finding.column - 1, line.text.length) : indent;
  const word = /^\S+/.exec(line.text.slice(start))?.[0].length ?? 0;
  const end = finding.column > 0 ? start + word : line.text.length;
  return { from: line.from + start, to: line.from + Math.max(end, start), severity, message };
}
