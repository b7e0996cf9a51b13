/**
 * Conflicts with the cluster: of a draft with it, and of Git with it. Which sides take part, what each way to settle one means, and who
 * wrote the cluster's value. Pure.
 */
import type { ConflictView, Side } from "~/api/types";
import { list } from "~/lib/words";
import { toYaml } from "~/lib/yaml/emit";

/** The change in which Git takes what was decided between it and the cluster, where no other is named. */
export const FROM_THE_CLUSTER = "From the cluster";

type Parties = Pick<ConflictView, "parties">;

export type ClusterParty = Extract<ConflictView["parties"][number], { party: "cluster" }>;

/** The cluster's side: which cluster, who wrote the value there and when; nothing where it takes no part. */
export function clusterOf({ parties }: Parties): ClusterParty | undefined {
  return parties.find((one) => one.party === "cluster");
}

export function isWithCluster(conflict: Parties): boolean {
  return clusterOf(conflict) !== undefined;
}

/** Whether it is between Git and the cluster, without a draft: its decision says what the cluster is to have. */
export function isGitWithCluster(conflict: Parties): boolean {
  return isWithCluster(conflict) && !conflict.parties.some(({ party }) => party === "draft");
}

/** `cluster lab`, `clusters lab and east`; empty where none takes part. */
export function clusterNames(conflicts: readonly Parties[]): string {
  const names = [...new Set(conflicts.flatMap((one) => clusterOf(one)?.cluster ?? []))].sort();
  return names.length === 0 ? "" : `${names.length === 1 ? "cluster" : "clusters"} ${list(names)}`;
}

/** The sides whose value can be taken, in the order of their keys. */
export function sidesOf(conflict: Pick<ConflictView, "parties" | "path">): readonly Side[] {
  if (!isWithCluster(conflict)) return ["git", "draft", "base"];
  if (!isGitWithCluster(conflict)) return ["git", "draft", "cluster", "base"];
  return conflict.path === "" ? ["git", "cluster"] : ["git", "cluster", "base"];
}

/** Whether another value can be given: not between raw/ and managed/, nor of a whole resource that Git and the cluster changed. */
export function mayType(conflict: Pick<ConflictView, "parties" | "path">): boolean {
  if (conflict.parties.some(({ party }) => party === "raw")) return false;
  return !isGitWithCluster(conflict) || conflict.path !== "";
}

/** What stands in the place of a value on which Git and the cluster agreed, where there is none. */
export function noBaseWords(conflict: Pick<ConflictView, "parties" | "path">): string {
  switch (clusterOf(conflict)?.agreed) {
    case true:
      return "absent: both agreed on that";
    case false:
      return "none: Git and the cluster never agreed on this resource";
    default:
      return "no value that both had";
  }
}

type Meanings = Record<Side, string>;
type Values = Pick<ConflictView, "base" | "draft" | "git" | "cluster" | "path">;

const has = (values: Values, side: Side) => (values[side] ?? null) !== null;

/** What comes of each way where a draft edits what was changed in the cluster. */
export function draftMeanings(conflict: Values): Meanings {
  return conflict.path === "" ? wholeDraftMeanings(conflict) : fieldDraftMeanings(conflict);
}

function fieldDraftMeanings(conflict: Values): Meanings {
  return {
    git: has(conflict, "git")
      ? "the field stays as Git has it; the edit in the cluster stays drift"
      : "Git still does not have the field; the edit in the cluster stays drift",
    draft: has(conflict, "draft")
      ? "the draft's value goes to Git; the cluster has yet to follow"
      : "the field is removed from Git, as in the draft; the cluster has yet to follow",
    cluster: has(conflict, "cluster")
      ? "the cluster's value goes to Git, instead of the draft's"
      : "the field is removed from Git, as in the cluster",
    base: has(conflict, "base")
      ? "the value that Git and the cluster last agreed on goes to Git; the draft and the edit in the cluster are overruled"
      : "the field is removed from Git; the draft and the edit in the cluster are overruled",
  };
}

function wholeDraftMeanings(conflict: Values): Meanings {
  const base = has(conflict, "base")
    ? "the resource becomes what Git and the cluster last agreed on; the draft is dropped"
    : has(conflict, "git")
      ? "the resource is deleted from Git; the draft is dropped"
      : "Git still does not have the resource; the draft is dropped";
  if (!has(conflict, "cluster")) {
    return {
      git: "the resource stays as Git has it; the draft is dropped, and the deletion in the cluster stays drift",
      draft: "the draft goes to Git; the cluster has yet to create the resource again",
      cluster: "the resource is deleted from Git too, as in the cluster; the draft is dropped",
      base,
    };
  }
  if (!has(conflict, "draft")) {
    return {
      git: "the resource stays as Git has it, it is not deleted; the edit in the cluster stays drift",
      draft: "the resource is deleted from Git, as in the draft; the cluster has yet to follow",
      cluster: "the resource is not deleted; Git gets it as the cluster has it",
      base,
    };
  }
  return {
    git: has(conflict, "git")
      ? "the resource stays as Git has it; the draft is dropped, and the edit in the cluster stays drift"
      : "Git still does not have the resource; the draft is dropped, and only the cluster has it",
    draft: "the draft goes to Git; the cluster has yet to follow",
    cluster: "Git gets the resource as the cluster has it; the draft is dropped",
    base,
  };
}

/** What comes of each way where Git and the cluster both changed it; `into` is the change in which Git takes it. */
export function gitMeanings(conflict: Values, into: string = FROM_THE_CLUSTER): Meanings {
  const drafted = `by a draft in the change “${into}”`;
  if (conflict.path !== "") {
    return {
      git: has(conflict, "git")
        ? "Git's value holds; the cluster has yet to follow"
        : "the field stays removed, as in Git; the cluster has yet to follow",
      cluster: has(conflict, "cluster")
        ? `Git takes the cluster's value, ${drafted}`
        : `the field is removed from Git, as in the cluster, ${drafted}`,
      base: has(conflict, "base")
        ? `Git takes the value that both last agreed on, ${drafted}; both sides are overruled`
        : `the field is removed from Git, ${drafted}; both sides are overruled`,
      draft: "",
    };
  }
  const overruled = { base: "", draft: "" };
  if (!has(conflict, "git")) {
    return {
      git: "the resource stays deleted, as in Git; the cluster has yet to follow",
      cluster: `Git takes the resource back as the cluster has it, ${drafted}`,
      ...overruled,
    };
  }
  return {
    git: has(conflict, "cluster")
      ? "the resource stays as Git has it; the cluster has yet to follow"
      : "the resource stays as Git has it; the cluster has yet to create it again",
    cluster: has(conflict, "cluster")
      ? `Git takes the resource as the cluster has it, ${drafted}`
      : `the resource is deleted from Git too, as in the cluster, ${drafted}`,
    ...overruled,
  };
}

/** How a draft, or Git, and the cluster disagree, as a sentence's end; nothing for a kind that has no words of its own here. */
export function disagreementWithCluster(conflict: ConflictView): string | undefined {
  const isWhole = conflict.path === "";
  const it = isWhole ? "the resource" : "it";
  const deleted = isWhole ? "deleted" : "removed";
  const isOfGit = isGitWithCluster(conflict);
  const who = isOfGit ? "Git" : "the draft";
  switch (conflict.conflict) {
    case "edit/edit":
      return `${who} and the cluster changed it, differently`;
    case "add/add":
      return `${who} and the cluster both added ${it}, differently`;
    case "edit/delete":
      return `${it} was ${deleted} in the cluster, ${who} ${isOfGit ? "changed" : "changes"} it`;
    case "delete/edit":
      return isOfGit
        ? `${it} was ${deleted} in Git, and changed in the cluster`
        : `the draft ${isWhole ? "deletes" : "removes"} ${it}, it was changed in the cluster`;
    default:
      return undefined;
  }
}

/** What is chosen: a side's value, or a text that is typed as YAML. */
export type Chosen = { value: unknown } | { text: string };

/** What a side has at the place of a conflict, as YAML (nothing where it has none), and whether that stays. */
export interface SideAfter {
  text: string | undefined;
  words: string;
}

/** What Git and the cluster have of a conflict between them, now or once it is decided so; `into` is the change of the draft. */
export function afterDeciding(
  conflict: Values,
  chosen: Chosen | undefined,
  into: string,
): { git: SideAfter; cluster: SideAfter } {
  const [now, there] = [textOf(conflict.git), textOf(conflict.cluster)];
  if (!chosen) return { git: { text: now, words: "now" }, cluster: { text: there, words: "now" } };
  const text = "text" in chosen ? chosen.text.trim() : textOf(chosen.value);
  return {
    git: { text, words: text === now ? "stays" : `once “${into}” is published` },
    cluster: { text: there, words: text === there ? "stays" : "has yet to follow" },
  };
}

function textOf(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : toYaml(value);
}
