/** What the server says about a text while it is typed. Answers for a text that is no longer there are dropped. */
import { useEffect, useState } from "react";
import { checkText } from "~/api/queries/resources";
import type { CheckView, FindingView } from "~/api/types";
import { inTyped } from "~/features/finding/words";

/** How long typing must rest. */
const REST_MS = 300;

export interface Checked {
  /** Each with its subject in its message. */
  findings: readonly FindingView[];
  /** What was checked; nothing before the first answer. */
  answer?: CheckView | undefined;
  /** The findings are of an earlier text, or none were asked for yet. */
  isOld: boolean;
  error?: unknown;
}

interface Answer {
  text: string;
  findings: readonly FindingView[];
  view?: CheckView;
  error?: unknown;
}

const NOTHING: readonly FindingView[] = [];

/**
 * `change`: the one that it is edited in; what other open changes edit too is told. Where the name is taken, the server would answer
 * as of an edit of the resource that has it: it is not asked.
 */
export function useCheck(
  fabric: string,
  text: string,
  path: string | undefined,
  change?: string,
  isTaken = false,
): Checked {
  const [answer, setAnswer] = useState<Answer>();
  useEffect(() => {
    if (isTaken) return setAnswer(undefined);
    const asked = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const view = await checkText(fabric, text, path, asked.signal, change);
        if (!asked.signal.aborted) setAnswer({ text, findings: view.findings.map(inTyped), view });
      } catch (error) {
        if (!asked.signal.aborted) setAnswer({ text, findings: NOTHING, error });
      }
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [fabric, text, path, change, isTaken]);
  return {
    findings: answer?.findings ?? NOTHING,
    answer: answer?.view,
    isOld: answer?.text !== text,
    error: answer?.error,
  };
}
