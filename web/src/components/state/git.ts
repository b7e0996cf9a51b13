/** The states of what is in Git, in drafts and in changes, each with what it means (docs/concepts.md, "States"). */
import type {
  ChangeState,
  ConflictKind,
  ConflictState,
  FieldState,
  ResourceState,
  Severity,
  Standing,
} from "~/api/types";
import type { StateGroup } from "./kinds";

export const RESOURCE: StateGroup<ResourceState> = {
  title: "A resource",
  words: {
    "in sync": { tone: "sync", means: "Git has one document of it, and nobody edits it here." },
    draft: { tone: "draft", means: "Somebody edits it in a change that is not published yet." },
    outdated: {
      tone: "news",
      means: "It is being edited, and Git changed it since; both merge cleanly, and publishing takes both.",
    },
    conflict: {
      tone: "conflict",
      means: "A draft disagrees with Git or the cluster, or breaks a rule together with Git: decide in Conflicts.",
    },
    invalid: { tone: "conflict", means: "Its document in Git breaks its schema: fix it by a draft or in Git." },
    duplicate: { tone: "conflict", means: "Several documents in Git have its name: keep one of them." },
    "commented out": { tone: "aside", means: "Its document is in comments: it stays in Git and has no effect." },
    unreadable: {
      tone: "conflict",
      means: "Its file does not parse any more, or something else is in its place; the last good text is kept.",
    },
  },
};

export const STANDING: StateGroup<Standing> = {
  title: "A document, now or in the past",
  words: {
    live: { tone: "sync", means: "It has effect: it is in a file that parses, and not in comments." },
    "commented out": { tone: "aside", means: "It is in comments: it stays in Git and has no effect." },
    unreadable: { tone: "conflict", means: "Its file does not parse: what was read of it last is kept." },
  },
};

export const CHANGE: StateGroup<ChangeState> = {
  title: "A change",
  words: {
    open: { tone: "draft", means: "It gathers edits; nothing of it is on its way to Git." },
    "awaiting approval": { tone: "draft", means: "Another person must approve it before it is published." },
    queued: { tone: "news", means: "It is published as soon as its turn comes, also across a restart of the server." },
    publishing: { tone: "news", means: "It is on its way to Git now." },
    published: { tone: "sync", means: "The branch at the Git host has it." },
    proposed: { tone: "news", means: "It is at the Git host as a proposal that is to be merged there." },
    waiting: {
      tone: "drift",
      means: "It is held for the reason beside it: do what that asks for, then publish again.",
    },
    conflicted: { tone: "conflict", means: "Conflicts of it are open: decide them, then publish again." },
    invalid: {
      tone: "conflict",
      means: "It breaks a rule that Git does not break: edit what is listed, then publish again.",
    },
    "partly published": { tone: "drift", means: "Git has a part of it; the rest was stopped and is still here." },
    "rewritten upstream": {
      tone: "drift",
      means: "It was published, and a force push took its commit away: publish it again, or discard it.",
    },
    discarded: { tone: "aside", means: "It was thrown away; Git never had it." },
  },
};

/** A draft of a resource in a change. The API gives it as text. */
export type DraftState = "merges cleanly" | "outdated" | "invalid" | "conflict";

export const DRAFT: StateGroup<DraftState> = {
  title: "A draft",
  words: {
    "merges cleanly": { tone: "sync", means: "It can be published: nothing in Git stands against it." },
    outdated: { tone: "news", means: "Git changed the same resource since; both merge cleanly." },
    invalid: { tone: "conflict", means: "Publishing it would break a rule that Git does not break: edit it." },
    conflict: {
      tone: "conflict",
      means: "It and Git, or the cluster, changed the same field differently: decide in Conflicts.",
    },
  },
};

export const FIELD: StateGroup<FieldState> = {
  title: "A field",
  words: {
    same: { word: "unchanged", tone: "sync", means: "Neither Git nor the draft changed it." },
    draft: { word: "changed in the draft", tone: "draft", means: "The draft changed it, Git did not." },
    git: { word: "changed in Git", tone: "news", means: "Git changed it since the draft began; the draft did not." },
    both: { word: "changed alike", tone: "sync", means: "Git and the draft changed it to the same value." },
    conflict: { tone: "conflict", means: "Git and the draft changed it to different values." },
  },
};

export const CONFLICT: StateGroup<ConflictState> = {
  title: "A conflict",
  words: {
    open: { tone: "conflict", means: "It waits for somebody to decide." },
    resolved: { tone: "sync", means: "It is decided; the decision can be taken back until it is published." },
    superseded: {
      tone: "aside",
      means: "Nothing is left to decide: the sides changed, or another conflict took its place.",
    },
  },
};

export const SORT: StateGroup<ConflictKind> = {
  title: "A sort of conflict",
  words: {
    "edit/edit": {
      word: "both changed",
      tone: "conflict",
      means: "Two sides changed the same field to different values.",
    },
    "edit/delete": { word: "changed and deleted", tone: "conflict", means: "The draft changed what Git deleted." },
    "delete/edit": { word: "deleted and changed", tone: "conflict", means: "The draft deletes what Git changed." },
    "add/add": { word: "both added", tone: "conflict", means: "Two sides added it with different contents." },
    "type change": {
      word: "another type",
      tone: "conflict",
      means: "One side made the field a value of another type.",
    },
    "list order": {
      word: "order of a list",
      tone: "conflict",
      means: "Two sides changed the order of one list in one place.",
    },
    "api version": { word: "API version", tone: "conflict", means: "Two sides name different API versions." },
    "commented out/edit": {
      word: "commented out and changed",
      tone: "conflict",
      means: "One side put the resource in comments, the other changed it.",
    },
    "cross-resource": {
      word: "two resources",
      tone: "conflict",
      means: "Two resources break a rule together since one of them came to Git after the other was drafted.",
    },
    "duplicate identity": {
      word: "twice in Git",
      tone: "conflict",
      means: "Two documents in Git have one name: keep one of them.",
    },
  },
};

export const SEVERITY: StateGroup<Severity> = {
  title: "A finding or drift, by how much it matters",
  words: {
    error: { tone: "conflict", means: "It is wrong: the cluster would refuse it, or it cannot be read." },
    warning: { tone: "drift", means: "It works, and somebody should look at it." },
    info: { tone: "aside", means: "It is good to know, and nothing is wrong." },
  },
};
