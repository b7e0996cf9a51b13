/** What somebody typed into an account that changed meanwhile. Pure. */
import type { UserView } from "~/api/types";
import { sameGrants } from "./grants";

export type Typed = Pick<UserView, "name" | "email" | "active" | "roles">;

/** What was touched stays as it was typed; everything else is as the account is now. */
export function rebase(typed: Typed, base: Typed, now: Typed): Typed {
  return {
    name: typed.name.trim() === base.name ? now.name : typed.name,
    email: typed.email.trim() === base.email ? now.email : typed.email,
    active: typed.active === base.active ? now.active : typed.active,
    roles: sameGrants(typed.roles, base.roles) ? now.roles : typed.roles,
  };
}
