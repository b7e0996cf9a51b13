/** What one may do, in words. */
import { useRoles } from "~/api/queries/roles";
import type { Me } from "~/api/types";
import { permissionWords } from "~/features/permissions/words";
import styles from "./Settings.module.css";

export function Rights({ me }: { me: Me }) {
  const roles = useRoles();
  const fabrics = Object.entries(me.fabrics).sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  return (
    <section className={styles.section} aria-labelledby="rights">
      <h2 id="rights">What you may do</h2>
      <dl className={`panel ${styles.rights}`}>
        {(me.permissions.length > 0 || fabrics.length === 0) && (
          <>
            <dt>All fabrics</dt>
            <dd>{permissionWords(me.permissions, roles)}</dd>
          </>
        )}
        {fabrics.map(([fabric, permissions]) => (
          <FabricRights key={fabric} fabric={fabric} words={permissionWords(permissions, roles)} />
        ))}
      </dl>
      {!me.admin && <p className="muted small">An administrator gives roles, under People.</p>}
    </section>
  );
}

function FabricRights({ fabric, words }: { fabric: string; words: string }) {
  return (
    <>
      <dt>{fabric}</dt>
      <dd>{words}</dd>
    </>
  );
}
