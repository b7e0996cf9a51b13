/** The states of what Hedgerow does and asks: runs and their steps, credentials, audit, verification. */
import type {
  AuditOutcome,
  CredentialState,
  PolicyFileState,
  RuleLevel,
  RunOutcome,
  RunState,
  StepOutcome,
  VerifyOutcome,
  VerifyState,
} from "~/api/types";
import type { StateGroup } from "./kinds";

export const RUN: StateGroup<RunState> = {
  title: "A run, while it happens",
  words: {
    requested: { tone: "news", means: "It is asked for and begins." },
    merging: { tone: "news", means: "Drafts are merged with what Git has now." },
    committed: { tone: "news", means: "The commit is made here; the Git host does not have it yet." },
    pushing: { tone: "news", means: "The commit is being sent to the Git host." },
    verified: { word: "pushed", tone: "news", means: "The Git host has the commit; it is being read back." },
    finalised: {
      word: "ended",
      tone: "sync",
      means: "All that it did is done and recorded; its outcome says how it ended.",
    },
    failed: { tone: "conflict", means: "It stopped before its end, for the reason beside it." },
  },
};

export const RUN_OUTCOME: StateGroup<RunOutcome> = {
  title: "A run, by how it ended",
  words: {
    "under way": { tone: "news", means: "It has not ended." },
    done: { tone: "sync", means: "It did all that it was for." },
    nothing: { word: "nothing to do", tone: "aside", means: "There was nothing for it to do, or Git had all of it." },
    partly: { word: "done in part", tone: "drift", means: "Some of its changes went to Git, and others were stopped." },
    stopped: {
      tone: "drift",
      means: "Nothing went to Git: what it was to publish is held, each change with its reason.",
    },
    failed: { tone: "conflict", means: "It stopped before its end, for the reason beside it." },
  },
};

export const STEP: StateGroup<StepOutcome> = {
  title: "A step of a run",
  words: {
    done: { tone: "sync", means: "It did what it is for." },
    stopped: { tone: "drift", means: "Something was held back in it." },
    moved: {
      word: "overtaken",
      tone: "news",
      means: "The branch changed meanwhile, and it was done again on the new commit.",
    },
    refused: { tone: "conflict", means: "The Git host refused it." },
    unreached: { word: "not answered", tone: "drift", means: "The Git host did not answer." },
  },
};

export const CREDENTIAL: StateGroup<CredentialState> = {
  title: "A credential or cluster",
  words: {
    works: { tone: "sync", means: "The last answer was good." },
    failed: { tone: "conflict", means: "The last answer refused it, or there was none." },
    unreadable: { tone: "conflict", means: "It was sealed with another key than the server has now: store it again." },
    untested: { tone: "aside", means: "It was not used yet." },
  },
};

export const AUDIT: StateGroup<AuditOutcome> = {
  title: "An entry of the audit",
  words: {
    done: { tone: "sync", means: "It was done." },
    refused: { tone: "conflict", means: "It was not allowed, or a rule was against it; nothing changed." },
    failed: { tone: "conflict", means: "It was tried and did not succeed." },
  },
};

export const RULE: StateGroup<RuleLevel> = {
  title: "A rule of a fabric",
  words: {
    error: { tone: "conflict", means: "What breaks it is not published." },
    warning: { tone: "drift", means: "What breaks it is told, and published all the same." },
    off: { tone: "aside", means: "It is not looked at." },
  },
};

export const POLICY_FILE: StateGroup<PolicyFileState> = {
  title: "A policy in the repository",
  words: {
    agrees: { tone: "sync", means: "The policy in force is what the repository has." },
    waiting: { tone: "drift", means: "The repository has another one, which waits to be accepted." },
    dismissed: { tone: "aside", means: "What the repository has was looked at and not accepted." },
    edited: { tone: "draft", means: "The policy in force was edited here since it was accepted." },
    unreadable: {
      tone: "conflict",
      means: "The file in the repository cannot be read; the policy in force stays as it was.",
    },
  },
};

export const VERIFY: StateGroup<VerifyOutcome> = {
  title: "A verification",
  words: {
    agrees: { tone: "sync", means: "The database has everything as it was read afresh." },
    differs: { tone: "conflict", means: "The database has something otherwise than it was read afresh." },
    incomplete: { tone: "drift", means: "Nothing differs of what was checked, and not all was." },
  },
};

export const VERIFY_SIDE: StateGroup<VerifyState> = {
  title: "A side of a verification",
  words: {
    checked: { tone: "sync", means: "All of it was read and compared." },
    partly: { word: "checked in part", tone: "drift", means: "Some of it was read and compared." },
    "not-checked": { word: "not checked", tone: "aside", means: "It could not be read." },
    none: { tone: "aside", means: "There is none, such as a fabric without a cluster." },
  },
};
