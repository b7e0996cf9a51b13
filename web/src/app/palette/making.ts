/** What can be made from anywhere, once `new` is typed: what everybody may who may edit there. Pure. */
import { may, mayAnywhere } from "~/api/queries/me";
import type { FabricView, Me } from "~/api/types";
import type { Entry } from "./entries";

/** How many fabrics are offered: the one of the page first. */
const MOST_FABRICS = 5;

export function making(
  typed: string,
  me: Me | undefined,
  fabrics: readonly Pick<FabricView, "fabric">[],
  here: string | undefined,
): Entry[] {
  if (!isMaking(typed)) return [];
  const made = (label: string, to: string): Entry => ({ id: `new:${to}`, icon: "plus", label, group: "Actions", to });
  const names = fabrics.map(({ fabric }) => fabric).filter((fabric) => may(me, "edit", fabric));
  const ordered = [...names.filter((name) => name === here), ...names.filter((name) => name !== here)];
  return [
    ...ordered
      .slice(0, MOST_FABRICS)
      .map((name) => made(`New resource in ${name}`, `/fabrics/${encodeURIComponent(name)}/new`)),
    ...(mayAnywhere(me, "edit") ? [made("New change", "/changes?new=1")] : []),
    ...(may(me, "administer") ? [made("Connect a new fabric", "/fabrics?new=1")] : []),
  ];
}

/** Whether somebody types `new`, or what begins so, and so wants to make something. */
export function isMaking(typed: string): boolean {
  const [first = ""] = typed.trim().toLowerCase().split(/\s+/);
  return first.length >= 2 && ["new", "add", "create"].some((word) => word.startsWith(first));
}
