/** What permissions allow, in the server's words. Pure. */
import type { Permission, RolesView } from "~/api/types";
import { list } from "~/lib/words";

/** `see, edit drafts and sync, publish`; the permissions' own names until the words are there. */
export function permissionWords(permissions: readonly Permission[], roles: RolesView | undefined): string {
  if (permissions.length === 0) return "nothing";
  return list(permissions.map((permission) => aboutOf(permission, roles)));
}

function aboutOf(permission: Permission, roles: RolesView | undefined): string {
  return roles?.permissions.find((one) => one.permission === permission)?.about ?? permission;
}
