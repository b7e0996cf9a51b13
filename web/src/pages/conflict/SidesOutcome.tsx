/**
 * Beside the rows of conflicts between Git and the cluster, of which no text can be tried: what each of the two has now, and will have
 * once what is chosen so far is decided.
 */
import type { ConflictView } from "~/api/types";
import { placeOf } from "~/features/conflict/set";
import { afterDeciding, type Chosen, type SideAfter } from "~/features/conflict/withCluster";
import styles from "./Outcome.module.css";

interface Props {
  rows: readonly { conflict: ConflictView; chosen: Chosen | undefined }[];
  /** The change in which Git takes what is decided. */
  into: string;
}

export function SidesOutcome({ rows, into }: Props) {
  return (
    <section className={styles.outcome} aria-labelledby="outcome">
      <div className={styles.head}>
        <h2 id="outcome">Outcome</h2>
      </div>
      <p className="soft small">
        Deciding pushes nothing: what Git takes is drafted in the change “{into}”. Where Git's value holds, it is
        applied to the cluster as after any push.
      </p>
      <ul className={`panel ${styles.both}`}>
        {rows.map(({ conflict, chosen }) => {
          const { git, cluster } = afterDeciding(conflict, chosen, into);
          return (
            <li key={conflict.id}>
              <span className={conflict.path === "" ? "" : "mono"}>{placeOf(conflict)}</span>
              <dl>
                <dt>Git</dt>
                <Side {...git} />
                <dt>Cluster</dt>
                <Side {...cluster} />
              </dl>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Side({ text, words }: SideAfter) {
  return (
    <dd>
      {text === undefined ? (
        <em className="muted">not there</em>
      ) : text.includes("\n") ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <pre tabIndex={0}>{text}</pre>
      ) : (
        <code>{text}</code>
      )}{" "}
      <span className="soft small">{words}</span>
    </dd>
  );
}
