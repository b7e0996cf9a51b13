/** What stands around the pages before the log-in: the name, and one thing to do. */
import type { ReactNode } from "react";
import { Lamps } from "~/components/lamps/Lamps";
import { BRAND } from "~/components/lamps/lamps";
import { usePageTitle } from "~/components/PageHeader";
import styles from "./Entrance.module.css";

export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  usePageTitle(title);
  return (
    <main className={styles.entrance}>
      <div className={styles.inside}>
        <div className={styles.brand}>
          <Lamps view={BRAND} size={18} isDecoration />
          <span>Hedgerow</span>
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
