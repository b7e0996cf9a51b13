/** Why somebody may not do something. Pure. */
import { may } from "~/api/queries/me";
import type { Me, Permission } from "~/api/types";

/** The least role that has a permission. */
const ROLE_FOR: Record<Permission, string> = {
  read: "viewer",
  edit: "editor",
  resolve: "editor",
  publish: "publisher",
  approve: "publisher",
  manage: "admin",
  administer: "admin",
};

/** Why somebody may not do something; nothing when they may. */
export function whyNot(me: Me | undefined, permission: Permission, fabric: string): string | undefined {
  if (may(me, permission, fabric)) return undefined;
  return `This takes the role ${ROLE_FOR[permission]} in ${fabric}.`;
}
