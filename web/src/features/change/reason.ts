/**
 * Why a change waits, was refused or is held, and why a run ended, in words: what happened, and what to do on the page. The one
 * place that words a reason; a kind without words fails the type check. Pure.
 */
import type { BrokenRule, ChangeView, DiffView, Reason } from "~/api/types";
import type { Tone } from "~/components/lamps/lamps";
import { type Named, spokenName } from "~/features/resource/identity";
import { clock } from "~/lib/time";
import { count, list, number, shortCommit } from "~/lib/words";

/** Where a reason leads, beside the buttons that the page has anyway. */
export type Place = "conflicts" | "repository" | "resource";

export interface Words {
  /** What happened and where: a fragment that stands behind a colon. */
  what: string;
  /** What to do about it, as sentences. */
  todo?: string;
  /** What the remote or git printed: theirs, shown as it is. */
  printed?: string;
  /** The rules that are broken, with their places; `more` are not listed. */
  broken?: { rules: BrokenRule[]; more: number };
  /** The resource it is about. */
  resource?: Named;
  place?: Place;
}

export function wordsOf(reason: Reason): Words {
  switch (reason.kind) {
    case "large-deletion":
      return {
        what: `it deletes ${number(reason.deleted)} of ${count(reason.of, "resource")}`,
        todo: "Check the list of deleted resources. To publish it anyway, confirm with the name of the fabric.",
      };
    case "conflicts":
      return {
        what: `${count(reason.count, "conflict")} to decide`,
        todo: "This change edits fields that were edited in Git or in the cluster too, or it breaks a rule together with Git. Nothing was pushed; once they are decided, publish again.",
        place: "conflicts",
      };
    case "violations":
      return {
        what: `it breaks rules in ${count(reason.violations.length + reason.more, "place")}`,
        todo: "Nothing was pushed. Fix what is listed, then publish again.",
        broken: { rules: reason.violations, more: reason.more },
      };
    case "needs-approval":
      return {
        what: `somebody other than ${people(reason.authors)} must approve it, since ${reason.fabric} asks for four eyes`,
        todo: "Somebody who may approve it reviews the diff and approves it at the side; then it is published automatically.",
      };
    case "moved-since-preview":
      return {
        what: "the branch changed after its diff was reviewed",
        todo: "This page shows the new diff: review it, then publish again.",
      };
    case "in-git-already":
      return { what: "Git already contained all of it" };
    case "several-documents":
      return {
        what: `${spokenName(reason.resource)} is defined in several documents: ${list(reason.paths)}`,
        todo: "Keep one of them where its conflict is shown, or delete or rename the others in Git; then publish again.",
        resource: reason.resource,
        place: "resource",
      };
    case "choice-outdated":
      return {
        what: `${spokenName(reason.resource)} has other documents in Git now than when one was chosen: ${list(reason.paths)}`,
        todo: "Look at them again and choose one where its conflict is shown; then publish again.",
        resource: reason.resource,
        place: "resource",
      };
    case "unreadable":
      return {
        what: UNREAD[reason.unread ?? "broken"](spokenName(reason.resource)),
        todo: "Fix the file in Git, then publish again. Until then it is not overwritten.",
        resource: reason.resource,
        place: "resource",
      };
    case "not-lossless":
      return {
        what: `${reason.path ? `${reason.path} cannot` : "it cannot"} be edited without changing something else in the file: ${reason.detail}`,
        todo: "Nothing was pushed. Edit that place in Git by hand or change the draft, then publish again.",
      };
    case "occupied":
      return reason.left_alone
        ? {
            what: `${reason.path} has ${spokenName(reason.resource)} already, in a form that Hedgerow does not edit (encrypted, an input of Kustomize, part of a chart or too large)`,
            todo: "Edit it there, in Git, and discard the draft.",
          }
        : {
            what: `${reason.path}, where ${spokenName(reason.resource)} would go, contains something else`,
            todo: "Move that file in Git or give the resource another name, then publish again.",
          };
    case "not-read-back":
      return {
        what: `${reason.path} would not be read as ${spokenName(reason.resource)}: ${reason.detail}`,
        todo: "Nothing was pushed. Fix that in Git or in the fabric's settings, or change the draft; then publish again.",
        resource: reason.resource,
        place: "resource",
      };
    case "file-unreadable":
      return {
        what: `a file that it edits cannot be read: ${reason.detail}`,
        todo: "Fix the file in Git, then publish again.",
      };
    case "unwritable":
      return {
        what: `${reason.path} cannot be written: ${reason.detail}`,
        todo: "Fix that in Git, then publish again.",
      };
    case "nothing-to-commit":
      return { what: "there is nothing to commit", todo: "Edit it, or discard it." };
    case "hook-declined":
      return {
        what: "a hook of the remote rejected the push",
        todo: "The drafts are kept. Do what the remote asks for, then publish again.",
        printed: reason.text,
      };
    case "too-large":
      return {
        what: "the remote rejected the push as too large",
        todo: "The drafts are kept. Publish them in several changes, or raise the limit at the Git host, then publish again.",
        printed: reason.text,
      };
    case "protected-branch":
      return {
        what: `branch ${reason.branch} does not accept direct pushes`,
        todo: "The drafts are kept. At the Git host, allow Hedgerow's account to push to it, or move the fabric to another branch; then publish again.",
        printed: reason.text,
        place: "repository",
      };
    case "credential-refused":
      return {
        what: "the remote rejected the repository's credential",
        todo: "The drafts are kept. Replace the credential, then publish again.",
        printed: reason.text,
        place: "repository",
      };
    case "no-write-access":
      return {
        what: "the repository's credential has no write access",
        todo: "The drafts are kept. Give it write access at the Git host or use another, then publish again.",
        printed: reason.text,
        place: "repository",
      };
    case "credential-unusable":
      return {
        what: `the repository's credential cannot be used: ${reason.text}`,
        todo: "The drafts are kept. Replace the credential, then publish again.",
        place: "repository",
      };
    case "push-refused":
      return {
        what: "the push was refused",
        todo: "The drafts are kept. Fix what the remote's message names, then publish again.",
        printed: reason.text,
      };
    case "remote-unreachable":
      return {
        what: "the remote could not be reached",
        todo: "Nothing was pushed. Publish it again; a fabric that publishes automatically tries again.",
        printed: reason.text,
        place: "repository",
      };
    case "waits-for-remote":
      return {
        what: `the remote has not answered since ${clock(reason.since)}`,
        todo: "It is queued, and published as soon as the remote answers.",
        place: "repository",
      };
    case "branch-kept-moving":
      return {
        what: `the branch changed during ${count(reason.attempts, "attempt")}`,
        todo: "Nothing was pushed. Publish it again; a fabric that publishes automatically tries again.",
      };
    case "history-rewritten":
      return {
        what: `the branch's history was rewritten without commit ${shortCommit(reason.commit)}`,
        todo: "Publish it again to bring it back, or discard it.",
      };
    case "conflicts-gone":
      return { what: GONE[reason.because], todo: "Review the diff, then publish." };
    case "interrupted":
      return { what: "the server stopped during the run; its outcome was checked after the restart" };
    case "sentence":
      return { what: reason.text };
    default:
      return unknown(reason);
  }
}

const UNREAD: Record<NonNullable<Extract<Reason, { kind: "unreadable" }>["unread"]>, (resource: string) => string> = {
  broken: (resource) => `the file of ${resource} does not parse in Git`,
  "not understood": (resource) =>
    `what is in Git in place of ${resource} is not understood as a Kubernetes object; its last good text is kept`,
};

const GONE: Record<Extract<Reason, { kind: "conflicts-gone" }>["because"], string> = {
  "git moved": "its conflicts no longer apply, since Git changed",
  "cluster moved": "its conflicts no longer apply, since the cluster no longer disagrees",
  "draft edited": "its conflicts no longer apply, since the draft was edited",
  decided: "every conflict is decided",
};

/** Of a server that is newer than this page. */
function unknown(_: never): Words {
  return { what: "for a reason that this version of the page does not know", todo: "Reload the page." };
}

/** In one line: what happened, with the first line of what the remote printed. */
export function inOneLine(reason: Reason | null | undefined): string | undefined {
  if (!reason) return undefined;
  const { what, printed = "" } = wordsOf(reason);
  const [first, ...rest] = printed.split("\n").filter((line) => line.trim() !== "");
  if (first === undefined) return what;
  return `${what}: ${first.trim()}${rest.length > 0 ? " …" : ""}`;
}

/**
 * How a reason looks: green only where Git has it; red where it was refused or somebody has to mend something; amber where a
 * person or time lets it go on.
 */
const TONES: Record<Reason["kind"], Tone> = {
  "large-deletion": "drift",
  conflicts: "conflict",
  violations: "conflict",
  "needs-approval": "draft",
  "moved-since-preview": "drift",
  "in-git-already": "sync",
  "several-documents": "conflict",
  "choice-outdated": "conflict",
  unreadable: "conflict",
  "not-lossless": "conflict",
  occupied: "conflict",
  "not-read-back": "conflict",
  "file-unreadable": "conflict",
  unwritable: "conflict",
  "nothing-to-commit": "aside",
  "hook-declined": "conflict",
  "too-large": "conflict",
  "protected-branch": "conflict",
  "credential-refused": "conflict",
  "no-write-access": "conflict",
  "credential-unusable": "conflict",
  "push-refused": "conflict",
  "remote-unreachable": "drift",
  "waits-for-remote": "drift",
  "branch-kept-moving": "drift",
  "history-rewritten": "drift",
  "conflicts-gone": "aside",
  interrupted: "drift",
  sentence: "drift",
};

export function toneOf(reason: Reason): Tone {
  return TONES[reason.kind] ?? "aside";
}

/** What deletes so much that publishing asks for a confirmation: as the preview says, else as the change does. */
export function largeDeletion(
  change: Pick<ChangeView, "reason">,
  diff: Pick<DiffView, "waits"> | undefined,
): Reason | undefined {
  const reason = diff ? diff.waits : change.reason;
  return reason?.kind === "large-deletion" ? reason : undefined;
}

/** What publishing would be held back by, according to the preview, and no confirmation helps. */
export function obstacle(diff: Pick<DiffView, "waits"> | undefined): Reason | undefined {
  return diff?.waits && diff.waits.kind !== "large-deletion" ? diff.waits : undefined;
}

function people(names: readonly string[]): string {
  return names.length === 0 ? "its authors" : list(names);
}
