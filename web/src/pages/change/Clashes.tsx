/** Other open changes that would break a rule together with this one: before one of the two is published. */
import { Link } from "@tanstack/react-router";
import type { ChangeView, ClashView } from "~/api/types";
import { PersonName } from "~/components/PersonName";
import { SeverityBadge } from "~/components/StateBadge";
import { Broken } from "~/features/change/Broken";
import { count } from "~/lib/words";
import styles from "./Checks.module.css";

export function Clashes({ change }: { change: ChangeView }) {
  const clashes = change.clashes ?? [];
  if (clashes.length === 0) return null;
  return (
    <section aria-label="Other open changes" className={styles.checks}>
      <h2>Other open changes</h2>
      <p className="soft">
        {count(clashes.length, "open change")} {clashes.length === 1 ? "breaks" : "break"} a rule together with this
        one. Whichever is published second is stopped.
      </p>
      <ul>
        {clashes.map((clash) => (
          <Clash key={clash.id} clash={clash} fabric={change.fabric} />
        ))}
      </ul>
    </section>
  );
}

function Clash({ clash, fabric }: { clash: ClashView; fabric: string }) {
  return (
    <li className={styles.problem}>
      <SeverityBadge severity="warning" /> Together with change{" "}
      <Link to="/changes/$change" params={{ change: clash.id }}>
        {clash.change}
      </Link>{" "}
      by <PersonName person={clash.author} /> this breaks:
      <ul className={styles.broken}>
        {clash.broken.map((rule) => (
          <li key={JSON.stringify(rule)}>
            <Broken rule={rule} fabric={fabric} />
          </li>
        ))}
      </ul>
    </li>
  );
}
