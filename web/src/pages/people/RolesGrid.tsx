/** Roles as a grid: all fabrics and each fabric, against none and the roles. */
import { useId } from "react";
import { useFabrics } from "~/api/queries/fabrics";
import { useRoles } from "~/api/queries/roles";
import type { Role, RoleView } from "~/api/types";
import { isCovered, roleAt, withRole } from "./grants";
import styles from "./People.module.css";

interface Props {
  grants: readonly RoleView[];
  onChange: (grants: RoleView[]) => void;
}

export function RolesGrid({ grants, onChange }: Props) {
  const fabrics = useFabrics();
  const roles = useRoles()?.roles ?? [];
  const ranks = roles.map(({ role }) => role);
  const named = grants.flatMap(({ fabric }) => (fabric ? [fabric] : []));
  const names = [...new Set([...(fabrics.data ?? []).map((one) => one.fabric), ...named])].sort((a, b) =>
    a.localeCompare(b, "en", { numeric: true }),
  );
  return (
    <div className={styles.roles}>
      <table>
        <caption>Roles</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Fabric</span>
            </th>
            <th scope="col">none</th>
            {roles.map(({ role, about }) => (
              <th key={role} scope="col" title={about}>
                {role}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <GridRow label="All fabrics" fabric={undefined} ranks={ranks} grants={grants} onChange={onChange} />
          {names.map((name) => (
            <GridRow key={name} label={name} fabric={name} ranks={ranks} grants={grants} onChange={onChange} />
          ))}
        </tbody>
      </table>
      <ul className="muted small">
        {roles.map(({ role, about }) => (
          <li key={role}>
            {role}: {about}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface RowProps extends Props {
  label: string;
  fabric: string | undefined;
  /** The roles, the least first. */
  ranks: readonly Role[];
}

function GridRow({ label, fabric, ranks, grants, onChange }: RowProps) {
  const name = useId();
  const current = roleAt(grants, fabric);
  const options: (Role | "")[] = ["", ...ranks];
  return (
    <tr>
      <th scope="row" className={fabric === undefined ? styles.all : undefined}>
        {label}
        {fabric !== undefined && isCovered(grants, fabric, ranks) && (
          <span className="muted small"> has it through all fabrics</span>
        )}
      </th>
      {options.map((role) => (
        <td key={role}>
          <label>
            <input
              type="radio"
              name={name}
              aria-label={`${label}: ${role || "none"}`}
              checked={current === role}
              onChange={() => onChange(withRole(grants, fabric, role))}
            />
          </label>
        </td>
      ))}
    </tr>
  );
}
