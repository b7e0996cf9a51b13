/** Which lines of a text another one does not have. Pure. */

/** More than this is not worth a table of this many squared. */
const MOST = 1500;

/** The positions in `lines` that are not part of the longest common run of lines with `before`. */
export function changedLines(before: readonly string[], lines: readonly string[]): ReadonlySet<number> {
  if (before.length > MOST || lines.length > MOST) return new Set();
  const width = lines.length + 1;
  // lengths of the longest common subsequence of the rests
  const common = new Uint16Array((before.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = lines.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = before[i] === lines[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const changed = new Set<number>();
  let i = 0;
  for (let j = 0; j < lines.length; ) {
    if (i < before.length && before[i] === lines[j]) {
      i += 1;
      j += 1;
    } else if (i < before.length && at(i + 1, j) >= at(i, j + 1)) i += 1;
    else {
      changed.add(j);
      j += 1;
    }
  }
  return changed;
}
