/** Which open conflict is about a place that drifted. Pure. */
import type { ConflictView, DriftView, FieldDrift } from "~/api/types";
import { isGitWithCluster, isWithCluster } from "~/features/conflict/withCluster";
import { holds } from "~/features/resource/setBy";

type Named = Pick<DriftView, "group" | "kind" | "namespace" | "name">;

/** The open conflict with the cluster about a field, or (without a path) the whole resource: that of Git itself before that of a draft. */
export function contestedAt(conflicts: readonly ConflictView[], of: Named, path: string): ConflictView | undefined {
  const found = conflicts.filter(
    (one) =>
      one.state === "open" &&
      isWithCluster(one) &&
      one.group === of.group &&
      one.kind === of.kind &&
      one.namespace === of.namespace &&
      one.name === of.name &&
      isAbout(one.path, path),
  );
  return found.find(isGitWithCluster) ?? found[0];
}

/** All open conflicts with the cluster about a field, those about the whole resource left out. */
export function contestedFields(conflicts: readonly ConflictView[], path: string): ConflictView[] {
  return conflicts.filter(
    (one) => one.state === "open" && isWithCluster(one) && one.path !== "" && isAbout(one.path, path),
  );
}

/** Whether the cluster's value of a field can be accepted: not where a conflict about it is open, which is decided instead. */
export function mayAccept({ moved }: Pick<FieldDrift, "moved">, contested: readonly ConflictView[]): boolean {
  return moved !== "git" && contested.length === 0;
}

function isAbout(place: string, path: string): boolean {
  if (place === "" || path === "") return place === path;
  return holds(place, path) || holds(path, place);
}
