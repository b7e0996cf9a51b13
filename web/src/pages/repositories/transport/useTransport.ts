/** What is typed of how a remote is reached, with what is wrong with it and what of it is sent. */
import { useState } from "react";
import type { TransportSettings, TransportView } from "~/api/types";
import {
  draftOf,
  hasParts,
  hasProblems,
  type Parts,
  type Problems,
  partsOf,
  problemsOf,
  settingsOf,
  type TransportDraft,
} from "./draft";

export interface Transport {
  draft: TransportDraft;
  setDraft: (draft: TransportDraft) => void;
  before: TransportView | null | undefined;
  parts: Parts;
  /** Whether anything can be set at this URL, or taken away. */
  isOffered: boolean;
  problems: Problems;
  /** Whether it can be sent as it is typed. */
  isComplete: boolean;
  /** What is sent; nothing where nothing changes. */
  settings: TransportSettings | undefined;
}

export function useTransport(url: string, before?: TransportView | null): Transport {
  const [draft, setDraft] = useState(() => draftOf(before));
  const parts = partsOf(url, before, draft.proxy);
  const problems = problemsOf(draft, before, parts);
  return {
    draft,
    setDraft,
    before,
    parts,
    isOffered: hasParts(parts),
    problems,
    isComplete: !hasProblems(problems),
    settings: settingsOf(draft, before, parts),
  };
}
