/** Where edits go, in words: the bar names it, switches and begins another. */
import type { TargetChoice } from "./target";
import { targetWords } from "./target";

interface Props {
  choice: TargetChoice;
  /** What goes there: `Edits`. */
  what?: string;
}

export function Into({ choice: { target, publish }, what = "Edits" }: Props) {
  return <span className="small soft">{`${what} ${targetWords(target, publish)}.`}</span>;
}
