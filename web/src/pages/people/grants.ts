/** Roles by place, as the grid edits them. Pure. */
import type { Role, RoleView } from "~/api/types";
import { list } from "~/lib/words";

/** The role somebody was given for a place; the place without a name is all fabrics. */
export function roleAt(grants: readonly RoleView[], fabric: string | undefined): Role | "" {
  return grants.find((grant) => (grant.fabric ?? undefined) === fabric)?.role ?? "";
}

/** The grants with another role for one place; without one, it is taken away. */
export function withRole(grants: readonly RoleView[], fabric: string | undefined, role: Role | ""): RoleView[] {
  const others = grants.filter((grant) => (grant.fabric ?? undefined) !== fabric);
  if (role === "") return others;
  return inOrder([...others, fabric === undefined ? { role } : { fabric, role }]);
}

/** All fabrics first, then by name. */
export function inOrder(grants: readonly RoleView[]): RoleView[] {
  return [...grants].sort((a, b) => (a.fabric ?? "").localeCompare(b.fabric ?? "", "en", { numeric: true }));
}

/** Whether a fabric's own role says no more than the role in all fabrics; `ranks` are the roles, the least first. */
export function isCovered(grants: readonly RoleView[], fabric: string, ranks: readonly Role[]): boolean {
  const own = roleAt(grants, fabric);
  const all = roleAt(grants, undefined);
  return own !== "" && all !== "" && ranks.indexOf(own) <= ranks.indexOf(all);
}

/** `admin of all fabrics`, `viewer of all fabrics and publisher of dc-1`. */
export function grantWords(grants: readonly RoleView[]): string {
  if (grants.length === 0) return "no role: sees nothing";
  const parts = inOrder(grants).map(({ fabric, role }) => `${role} of ${fabric ?? "all fabrics"}`);
  if (parts.length > 3) return `${parts.slice(0, 2).join(", ")} and ${parts.length - 2} more`;
  return list(parts);
}

export function sameGrants(a: readonly RoleView[], b: readonly RoleView[]): boolean {
  const text = (grants: readonly RoleView[]) =>
    JSON.stringify(inOrder(grants).map(({ fabric, role }) => [fabric ?? null, role]));
  return text(a) === text(b);
}
