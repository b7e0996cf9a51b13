/** What one may do, in words. */
import type { Me, Permission } from "~/api/types";
import { list } from "~/lib/words";
import styles from "./Settings.module.css";

const WORDS: Record<Permission, string> = {
  read: "see",
  edit: "edit drafts and sync",
  resolve: "decide conflicts",
  publish: "publish",
  approve: "approve",
  manage: "set fabrics up",
  administer: "set the server up",
};

export function permissionWords(permissions: readonly Permission[]): string {
  return permissions.length === 0 ? "nothing" : list(permissions.map((permission) => WORDS[permission]));
}

export function Rights({ me }: { me: Me }) {
  const fabrics = Object.entries(me.fabrics).sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  return (
    <section className={styles.section} aria-labelledby="rights">
      <h2 id="rights">What you may do</h2>
      <dl className={`panel ${styles.rights}`}>
        {(me.permissions.length > 0 || fabrics.length === 0) && (
          <>
            <dt>All fabrics</dt>
            <dd>{permissionWords(me.permissions)}</dd>
          </>
        )}
        {fabrics.map(([fabric, permissions]) => (
          <FabricRights key={fabric} fabric={fabric} permissions={permissions} />
        ))}
      </dl>
      {!me.admin && <p className="muted small">An administrator gives roles, under People.</p>}
    </section>
  );
}

function FabricRights({ fabric, permissions }: { fabric: string; permissions: Permission[] }) {
  return (
    <>
      <dt>{fabric}</dt>
      <dd>{permissionWords(permissions)}</dd>
    </>
  );
}
