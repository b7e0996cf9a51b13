/** Why somebody may not do something, in the server's words for roles. */
import { useMemo } from "react";
import { may, useMe } from "~/api/queries/me";
import { useRoles } from "~/api/queries/roles";
import type { Me, Permission, RolesView } from "~/api/types";

/** Who is logged in, and what the server calls the roles. */
export interface Who {
  me: Me | undefined;
  roles: RolesView | undefined;
}

/** Why somebody may not do something, in one fabric or (without one) in all; nothing when they may. Pure. */
export function whyNot({ me, roles }: Who, permission: Permission, fabric?: string): string | undefined {
  if (may(me, permission, fabric)) return undefined;
  const role = roleFor(roles, permission);
  const where = fabric ?? "all fabrics";
  return role ? `This takes the role ${role} in ${where}.` : `You may not do this in ${where}.`;
}

/** Who may do it in a fabric: `somebody with the role publisher in fabric-a`; nothing until the roles are known. Pure. */
export function whoMay(roles: RolesView | undefined, permission: Permission, fabric: string): string | undefined {
  const role = roleFor(roles, permission);
  return role && `somebody with the role ${role} in ${fabric}`;
}

function roleFor(roles: RolesView | undefined, permission: Permission): string | undefined {
  return roles?.permissions.find((one) => one.permission === permission)?.role;
}

export function useWho(): Who {
  const me = useMe();
  const roles = useRoles();
  return useMemo(() => ({ me, roles }), [me, roles]);
}

/** Why whoever is logged in may not do something; nothing when they may. */
export function useWhyNot(permission: Permission, fabric?: string): string | undefined {
  return whyNot(useWho(), permission, fabric);
}
