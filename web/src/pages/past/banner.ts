/** What the bar over the past says. Pure. */
import type { FabricAt } from "~/api/types";
import { exact } from "~/lib/time";

/** Which past it is: of a time that was asked for, or of a commit's own time. */
export function bannerTitle({ fabric, branch, point }: FabricAt, asked: number | undefined): string {
  if (asked === undefined) {
    return point.is_now
      ? `This is ${fabric} at the newest commit that was read of ${branch}. Read only.`
      : `This is the past of ${fabric}: ${exact(point.at)}. Read only.`;
  }
  return point.is_now
    ? `This is ${fabric} on ${exact(asked)}, and still is: no newer commit of ${branch} was read. Read only.`
    : `This is the past of ${fabric}: ${exact(asked)}. Read only.`;
}

/** What the commit is to the time that was asked for. */
export function commitIs(asked: number | undefined): string {
  return asked === undefined ? "" : "The newest commit then: ";
}
