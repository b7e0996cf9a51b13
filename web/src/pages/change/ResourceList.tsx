/** The resources of a change: what it does with each, and how each stands to Git. */
import { Link } from "@tanstack/react-router";
import type { ChangeView } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { PersonName } from "~/components/PersonName";
import { StateBadge } from "~/components/StateBadge";
import { Time } from "~/components/Time";
import { isFinished } from "~/features/change/states";
import { spokenName } from "~/features/resource/identity";
import { count } from "~/lib/words";
import styles from "./ResourceList.module.css";

export function ResourceList({ change }: { change: ChangeView }) {
  const isOver = isFinished(change.state);
  return (
    <section aria-label="Resources of the change">
      <h2>{count(change.drafts.length, "resource")}</h2>
      <ul>
        {change.drafts.map((draft) => (
          <li key={`${draft.kind}/${draft.namespace}/${draft.name}`} className={styles.resource}>
            <Link
              to={resourceHref(change.fabric, draft)}
              search={isOver ? undefined : ({ change: change.change } as never)}
              className="mono"
            >
              {spokenName(draft)}
            </Link>
            <div className={styles.line}>
              <span>{draft.action}</span>
              {!isOver && <StateBadge of="DraftState" state={draft.state} />}
            </div>
            <div className="small muted">
              <PersonName person={draft.author} />, <Time at={draft.updated_at} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
