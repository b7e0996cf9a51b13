/** Which commit Git's side of a conflict is from, among those that touched the resource. Pure. */
import type { ConflictView, HistoryEntry } from "~/api/types";
import { readPath } from "~/lib/yaml/fieldPath";

type Asked = Pick<ConflictView, "path" | "git_commit" | "opened_at">;

/**
 * The newest one that was there when the conflict came up and touched the field. Nothing where that is not known: nobody is
 * named for what somebody else wrote.
 */
export function gitSideOf({ path, git_commit, opened_at }: Asked, history: readonly HistoryEntry[]) {
  const exact = history.find(({ commit }) => commit === git_commit);
  const after = exact ? history.slice(history.indexOf(exact)) : history.filter(({ at }) => at <= opened_at);
  return path === "" ? after[0] : after.find(({ what, diff }) => what === "deleted" || touches(diff, path));
}

/** Whether a line of a diff that comes or goes names the field. */
function touches(diff: string, path: string): boolean {
  const key = readPath(path)?.findLast((segment) => "key" in segment);
  if (!key || !("key" in key)) return false;
  return diff
    .split("\n")
    .some((line) => /^[+-](?![+-]{2} )/.test(line) && line.slice(1).replaceAll(/["']/g, "").includes(`${key.key}:`));
}
