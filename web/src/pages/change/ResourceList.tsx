/** The resources of a change: what it does with each, and how each stands to Git. */
import { Link } from "@tanstack/react-router";
import type { ChangeView, DraftView } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import type { Tone } from "~/components/lamps/lamps";
import { PersonName } from "~/components/PersonName";
import { Badge } from "~/components/StateBadge";
import { Time } from "~/components/Time";
import { isFinished } from "~/features/change/states";
import { spokenName } from "~/features/resource/identity";
import { count } from "~/lib/words";
import styles from "./ResourceList.module.css";

const TONES: Record<string, Tone> = {
  "merges cleanly": "draft",
  outdated: "news",
  invalid: "conflict",
  conflict: "conflict",
};

/** What each state means for publishing. */
const MEANING: Record<string, string> = {
  "merges cleanly": "Git did not change since the draft was started.",
  outdated: "Git changed since the draft was started; publishing merges both.",
  invalid: "Publishing it would break a rule that Git does not break; the checks say which.",
  conflict:
    "The draft disagrees with Git or with the cluster, or breaks a rule together with what came to Git; a person has to decide.",
};

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
              {!isOver && <State draft={draft} />}
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

function State({ draft }: { draft: DraftView }) {
  return (
    <span title={MEANING[draft.state]}>
      <Badge tone={TONES[draft.state] ?? "aside"}>{draft.state}</Badge>
    </span>
  );
}
