/** When something last happened in a fabric: a change or a conflict moved, or a run ended. Pure. */
import type { FabricView, RunView } from "~/api/types";

/** What is pushed to Git directly is a run only: the fabric's own figure does not have it. */
export function lastActivity(
  { fabric, last_activity }: Pick<FabricView, "fabric" | "last_activity">,
  runs: readonly Pick<RunView, "fabrics" | "started_at" | "ended_at">[],
): number | undefined {
  const ends = runs.filter(({ fabrics }) => fabrics?.includes(fabric)).map((run) => run.ended_at ?? run.started_at);
  const last = Math.max(last_activity ?? 0, ...ends);
  return last > 0 ? last : undefined;
}
