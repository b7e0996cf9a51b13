/** Where edits go, in words: the bar names it, switches and begins another. */
import { type TargetChoice, targetWords } from "./target";

export function Into({ choice: { target, publish } }: { choice: TargetChoice }) {
  return <span className="small soft">{targetWords(target, publish)}</span>;
}
