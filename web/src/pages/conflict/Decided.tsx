/** What was decided already, and by whom. */
import type { ConflictView } from "~/api/types";
import { decisionOf, placeOf } from "~/features/conflict/set";
import styles from "./ConflictPage.module.css";
import { Value } from "./Value";

export function Decided({ conflicts }: { conflicts: ConflictView[] }) {
  return (
    <section className="stack" aria-labelledby="decided">
      <h2 id="decided">Decided</h2>
      <ul className={`panel ${styles.decided}`}>
        {conflicts.map((conflict) => (
          <Decision key={conflict.id} conflict={conflict} />
        ))}
      </ul>
    </section>
  );
}

function Decision({ conflict }: { conflict: ConflictView }) {
  const decision = decisionOf(conflict);
  const isWhole = conflict.path === "";
  return (
    <li className={styles.decision}>
      <span className={isWhole ? "" : "mono"}>{placeOf(conflict)}</span>
      <span>
        {decision ? (
          <>
            {decision.label}
            {!isWhole && "value" in decision && (
              <>
                : <Value value={decision.value} nothing="the field is removed" />
              </>
            )}
          </>
        ) : (
          "decided"
        )}
      </span>
      {conflict.decided_by && <span className="soft small">by {conflict.decided_by}</span>}
    </li>
  );
}
