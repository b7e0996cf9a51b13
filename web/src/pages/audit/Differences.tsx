/** Before and after, field by field, as a diff. */
import { useMemo } from "react";
import type { AuditView } from "~/api/types";
import styles from "./Audit.module.css";
import { type Difference, differences } from "./differing";

export function Differences({ entry }: { entry: AuditView }) {
  const found = useMemo(() => differences(entry.before, entry.after), [entry]);
  const hasSides = (entry.before ?? entry.after ?? null) !== null;
  if (!hasSides) return null;
  if (found.length === 0) return <p className="soft">Before and after are the same.</p>;
  return (
    <table className={styles.differences}>
      <caption>Before and after</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Side</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      {found.map((one) => (
        <tbody key={one.path}>
          {one.path !== "" && (
            <tr className={styles.field}>
              <th scope="rowgroup" colSpan={2} className="mono">
                {one.path}
              </th>
            </tr>
          )}
          <Side what="before" one={one} />
          <Side what="after" one={one} />
        </tbody>
      ))}
    </table>
  );
}

function Side({ what, one }: { what: "before" | "after"; one: Difference }) {
  const value = one[what];
  if (value === undefined) return null;
  return (
    <tr className={what === "before" ? styles.removed : styles.added}>
      <th scope="row" className={`mono ${styles.mark}`}>
        <span aria-hidden="true">{what === "before" ? "−" : "+"}</span>
        <span className="visually-hidden">{what}</span>
      </th>
      <td className="mono">{value}</td>
    </tr>
  );
}
