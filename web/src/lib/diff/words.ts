/** Which words of two lines differ. Pure. */
export interface Span {
  text: string;
  isChanged: boolean;
}

const TOKEN = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;

/** Lines longer than this are shown as changed in whole. */
const MOST_TOKENS = 200;

/** Both lines in spans; no span is changed where nothing would be left of the line that is not. */
export function wordDiff(before: string, after: string): { before: Span[]; after: Span[] } {
  const a = before.match(TOKEN) ?? [];
  const b = after.match(TOKEN) ?? [];
  const plain = { before: [{ text: before, isChanged: false }], after: [{ text: after, isChanged: false }] };
  if (a.length > MOST_TOKENS || b.length > MOST_TOKENS) return plain;
  const [keptA, keptB] = common(a, b);
  const isAlike = [...keptA].some((at) => /[\p{L}\p{N}]/u.test(a[at] ?? ""));
  return isAlike ? { before: spans(a, keptA), after: spans(b, keptB) } : plain;
}

/** The longest common subsequence, as positions in both. */
export function common(a: readonly string[], b: readonly string[]): [Set<number>, Set<number>] {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const length = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j] ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
    }
  }
  const [keptA, keptB] = [new Set<number>(), new Set<number>()];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      keptA.add(i);
      keptB.add(j);
      i += 1;
      j += 1;
    } else if (length(i + 1, j) >= length(i, j + 1)) i += 1;
    else j += 1;
  }
  return [keptA, keptB];
}

function spans(tokens: readonly string[], kept: ReadonlySet<number>): Span[] {
  const found: Span[] = [];
  tokens.forEach((text, at) => {
    const isChanged = !kept.has(at);
    const last = found.at(-1);
    if (last && last.isChanged === isChanged) last.text += text;
    else found.push({ text, isChanged });
  });
  return found;
}
