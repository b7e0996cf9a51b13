/** The states of what is in clusters, and of who applies it there. */
import type { AgentStanding, ApplierStanding, ApplyOutcome, DriftStanding } from "~/api/types";
import type { StateGroup } from "./kinds";

export const DRIFT: StateGroup<DriftStanding> = {
  title: "A resource in its cluster",
  words: {
    "in-sync": { word: "as in Git", tone: "sync", means: "The cluster has it as Git has it." },
    differs: {
      word: "drifted",
      tone: "drift",
      means: "The cluster has it otherwise than Git: accept that, or re-apply.",
    },
    missing: { word: "gone", tone: "drift", means: "Git has it, and the cluster does not." },
    extra: { word: "only in the cluster", tone: "drift", means: "The cluster has it, and Git does not." },
    deleting: { word: "being deleted", tone: "drift", means: "The cluster is deleting it." },
  },
};

export const APPLY: StateGroup<ApplyOutcome> = {
  title: "What is applied in a cluster",
  words: {
    trying: {
      word: "under way",
      tone: "news",
      means: "It was begun; whether the cluster has it is not known yet, and it is done again.",
    },
    done: { tone: "sync", means: "The cluster has it." },
    refused: { tone: "conflict", means: "The cluster refused it, with the reason beside it; it is tried again." },
    "of-others": {
      word: "belongs to others",
      tone: "drift",
      means: "Another manager applies these fields: they are left as they are.",
    },
    waits: { tone: "news", means: "It comes after something else that is being done, or at a set time." },
    unconfirmed: {
      word: "has to be confirmed",
      tone: "drift",
      means: "So much would be deleted that somebody must say so first.",
    },
    left: { word: "left to a person", tone: "aside", means: "Hedgerow does this only when a person asks for it." },
  },
};

export const APPLIER: StateGroup<ApplierStanding> = {
  title: "Argo CD or Flux",
  words: {
    applied: { tone: "sync", means: "It has applied what Git has now of the fabric." },
    behind: { tone: "news", means: "It has applied an earlier commit of the branch." },
    failing: { tone: "conflict", means: "It tried and failed, with the reason beside it." },
    suspended: {
      tone: "drift",
      means: "It has applied an earlier commit and is suspended: switch it on again.",
    },
    unproven: {
      tone: "aside",
      means: "What it applied is not known to be of the fabric's branch: that proves nothing.",
    },
    unknown: { tone: "aside", means: "It says nothing of where it is now." },
  },
};

export const AGENT: StateGroup<AgentStanding> = {
  title: "A switch's agent",
  words: {
    applied: { tone: "sync", means: "The switch has applied its newest configuration, and was heard of lately." },
    behind: { tone: "news", means: "The switch has applied an earlier configuration." },
    silent: { tone: "conflict", means: "The switch was not heard of lately: what it said last is old." },
    unknown: { tone: "aside", means: "The cluster does not say." },
  },
};
