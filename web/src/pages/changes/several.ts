/** What publishing or discarding several changes would do to each. Pure. */
import type { ChangeView, DiffView, FabricView, PublishReport } from "~/api/types";
import type { Outcome, Planned } from "~/components/selection/bulk";
import { largeDeletion, wordsOf } from "~/features/change/reason";
import { needsApproval, publishing } from "~/features/change/standing";
import { isFinished, isUnderWay } from "~/features/change/states";
import { type Who, whyNot } from "~/features/permissions/whyNot";
import { count, shortCommit } from "~/lib/words";

/** More are not looked at one by one before a press of one button. */
export const MOST = 100;

/** A diff, or why there is none. */
export type Looked = DiffView | Error;

/** What publishing each would do, with its diff looked at. */
export function publishPlan(changes: readonly ChangeView[], diffs: ReadonlyMap<string, Looked>, who: Who): Planned[] {
  return changes.map((change) => {
    const diff = diffs.get(change.id);
    const refused = whyNotPublished(change, diff, who);
    const what = `${count(change.drafts.length, "resource")} of ${change.fabric}`;
    const will = needsApproval(change) ? `${what}, once somebody approves it` : `${what} to Git`;
    return { id: change.id, name: change.change, will: refused === undefined ? will : undefined, refused };
  });
}

function whyNotPublished(change: ChangeView, diff: Looked | undefined, who: Who): string | undefined {
  if (isFinished(change.state)) return `it is ${change.state}`;
  if (diff === undefined) return `at most ${MOST} are published at once`;
  if (diff instanceof Error) return diff.message;
  const { why } = publishing(change, diff, who);
  if (why !== undefined) return why;
  const deletion = largeDeletion(change, diff);
  return deletion && `${wordsOf(deletion).what}: publish it from its own page, where that is confirmed`;
}

/** What discarding each would do. */
export function discardPlan(changes: readonly ChangeView[], who: Who): Planned[] {
  return changes.map((change) => {
    const forbidden = whyNot(who, "edit", change.fabric);
    const refused = isFinished(change.state)
      ? `it is ${change.state}`
      : isUnderWay(change.state)
        ? "it is being published"
        : forbidden;
    const drafts = change.drafts.length === 0 ? "it has no drafts" : `${count(change.drafts.length, "draft")} dropped`;
    return { id: change.id, name: change.change, will: refused === undefined ? drafts : undefined, refused };
  });
}

/** One text for the branch that a fabric lies on: what was published there moves it. */
export function branchOf(fabric: string, fabrics: readonly FabricView[]): string {
  const found = fabrics.find((one) => one.fabric === fabric);
  return found ? JSON.stringify([found.repository, found.branch]) : JSON.stringify([fabric]);
}

/** What became of one that was asked to be published. */
export function published(id: string, { state, commit, reason }: PublishReport): Outcome {
  if (state === "published") {
    return {
      id,
      done: commit ? `published as ${shortCommit(commit)}` : "Git already had all of it",
      refused: undefined,
    };
  }
  const because = reason ? `: ${wordsOf(reason).what}` : "";
  const isOnItsWay = isUnderWay(state) || state === "awaiting approval" || state === "proposed";
  return isOnItsWay
    ? { id, done: `${state}${because}`, refused: undefined }
    : { id, done: undefined, refused: `it is ${state}${because}` };
}
