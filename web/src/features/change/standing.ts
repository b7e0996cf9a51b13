/** How a change stands: what holds it back, what a person may do about it, and why not. Pure. */
import type { ChangeView, DiffView, Reason } from "~/api/types";
import { capital, count, sentence } from "~/lib/words";
import { checkedWords, type Evidence, evidenceWords } from "../finding/evidence";
import { type Who, whoMay, whyNot } from "../permissions/whyNot";
import { conflictsOf } from "./outlook";
import { problemsOf } from "./problems";
import { obstacle, wordsOf } from "./reason";
import { isUnderWay } from "./states";

type Gist = Pick<ChangeView, "state" | "reason" | "conflicts" | "drafts" | "fabric"> &
  Partial<Pick<ChangeView, "four_eyes" | "approvals" | "authors" | "commit">>;

type Checked = Pick<DiffView, "problems" | "waits"> & { conflicts: readonly unknown[] };

/** One sentence that tells how it stands, and what comes next. */
export function sentenceOf(change: Gist): string {
  const drafts = count(change.drafts.length, "draft");
  const conflicts = count(change.conflicts, "conflict");
  const because = change.reason ? `: ${wordsOf(change.reason).what}` : "";
  switch (change.state) {
    case "open":
      return change.drafts.length === 0 ? "Open: it has no drafts yet." : `Open: ${drafts}, not in Git yet.`;
    case "awaiting approval":
      return "Awaiting approval: it is published as soon as another person approves it.";
    case "queued":
      return "Queued: it waits for its turn on the branch.";
    case "publishing":
      return "Publishing: it is being pushed to Git.";
    case "published":
      return change.commit ? "Published: Git has it." : "Published: Git already contained all of it.";
    case "proposed":
      return sentence(`Proposed${because}`);
    case "waiting":
      return sentence(`Waiting${because}`);
    case "conflicted":
      return `Conflicted: ${conflicts} must be decided.`;
    case "invalid":
      return "Invalid: it breaks rules, so nothing was pushed.";
    case "partly published":
      return sentence(`Partly published${because}`);
    case "rewritten upstream":
      return "Rewritten upstream: the branch's history was rewritten without it. Publish it again if it is still wanted.";
    case "discarded":
      return "Discarded: nothing of it is in Git.";
    default:
      return change.state;
  }
}

export interface Verdict {
  text: string;
  /** Something was checked, and nothing was found: only then there is a tick. */
  isProven: boolean;
}

/** What is said where nothing of the preview blocks: the preview knows nothing of what the remote said last. */
export function passedAll(
  change: Pick<ChangeView, "state" | "reason">,
  diff: Evidence & Pick<DiffView, "warnings">,
): Verdict {
  const warnings = diff.warnings ?? [];
  const checked = checkedWords(warnings, diff);
  if (change.state === "waiting" && change.reason) {
    const text = sentence(`${capital(checked)}. The last attempt: ${wordsOf(change.reason).what}`);
    return { text, isProven: false };
  }
  if ((diff.passed ?? 0) === 0)
    return { text: `Nothing is known to block publishing; ${evidenceWords(diff)}.`, isProven: false };
  return { text: `Nothing blocks publishing: ${checked}.`, isProven: warnings.length === 0 };
}

export interface Publishing {
  /** Why the button does nothing; it can be pressed when there is no reason. */
  why: string | undefined;
  label: string;
}

/** The one primary action of a change that is not finished. */
export function publishing(change: Gist, diff: Checked | undefined, who: Who): Publishing {
  const label =
    change.state === "rewritten upstream"
      ? "Publish change again"
      : needsApproval(change)
        ? "Publish when approved"
        : "Publish change";
  return { label, why: whyNotPublish(change, diff, who) };
}

function whyNotPublish(change: Gist, diff: Checked | undefined, who: Who): string | undefined {
  const forbidden = whyNot(who, "publish", change.fabric);
  // nobody could publish it: that comes before who may
  const held = whyHeld(change, diff);
  return held ?? (forbidden && (publisherWords(change, who) ?? forbidden));
}

function whyHeld(change: Gist, diff: Checked | undefined): string | undefined {
  if (isUnderWay(change.state)) return "It is being published.";
  if (change.state === "awaiting approval") return "It is published as soon as somebody else approves it.";
  if (change.drafts.length === 0) return "It has no drafts.";
  const conflicts = diff ? conflictsOf(diff) : change.conflicts;
  if (conflicts > 0) return `${capital(count(conflicts, "conflict"))} must be decided first.`;
  if (!diff) return "The diff is being computed.";
  const errors = problemsOf(diff).filter((finding) => finding.severity === "error").length;
  const problems = errors + (obstacle(diff) ? 1 : 0);
  if (problems > 0) return `${capital(count(problems, "problem"))} must be fixed first.`;
  return undefined;
}

/** Who publishes it in the place of whoever may not. */
function publisherWords(change: Gist, { roles }: Who): string | undefined {
  const publisher = whoMay(roles, "publish", change.fabric);
  return publisher && `${capital(publisher)} publishes it: send them the address of this page.`;
}

/** Whether somebody may open a change that takes it back. One that pushed nothing has nothing to take back. */
export function mayRevert(change: Pick<ChangeView, "state" | "commit" | "fabric">, who: Who): boolean {
  return change.state === "published" && Boolean(change.commit) && whyNot(who, "edit", change.fabric) === undefined;
}

/** Whether another person's approval is missing. */
export function needsApproval(change: Gist): boolean {
  return Boolean(change.four_eyes) && !(change.approvals ?? []).some((approval) => approval.current);
}

/** Whose approval publishing would wait for first, as the preview says; nothing once somebody has approved it since. */
export function missingApproval(change: Gist, diff: Pick<DiffView, "unapproved"> | undefined): Reason | undefined {
  return needsApproval(change) ? (diff?.unapproved ?? undefined) : undefined;
}

/** Why somebody may not approve; nothing when they may. */
export function whyNotApprove(change: Gist, who: Who): string | undefined {
  const forbidden = whyNot(who, "approve", change.fabric);
  if (forbidden) return forbidden;
  const isAuthor = (change.authors ?? []).some((author) => author.email.toLowerCase() === who.me?.email.toLowerCase());
  if (isAuthor) return "You wrote some of it: another person has to review it.";
  if (change.drafts.length === 0) return "It has no drafts.";
  return undefined;
}

/** Whether somebody approved what the change is now. */
export function hasApproved(change: Gist, { me }: Who): boolean {
  return (change.approvals ?? []).some((approval) => approval.current && approval.login === me?.login);
}
