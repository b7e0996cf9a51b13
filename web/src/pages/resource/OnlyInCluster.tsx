/** A resource that only the cluster has: its text there, and importing it. */
import { useMemo } from "react";
import type { ResourceId } from "~/api/keys";
import { useDrifts } from "~/api/queries/drift";
import type { ActualView } from "~/api/types";
import { CopyButton } from "~/components/CopyButton";
import { Lamps } from "~/components/lamps/Lamps";
import { driftLamps } from "~/components/lamps/lamps";
import { PageHeader } from "~/components/PageHeader";
import { Time } from "~/components/Time";
import { rowsOf } from "~/features/drift/rows";
import { isSameResource, spokenName } from "~/features/resource/identity";
import { Drifted } from "./InCluster";
import styles from "./ResourcePage.module.css";

export function OnlyInCluster({ id, actual }: { id: ResourceId; actual: ActualView }) {
  const { of } = useDrifts([id.fabric]);
  const drifts = of[0]?.drifts;
  const row = useMemo(
    () => rowsOf(id.fabric, drifts ?? []).find(({ drift }) => isSameResource(drift, actual)),
    [id.fabric, drifts, actual],
  );
  const { standing, unknown_since } = actual;
  const moved = row?.drift.moved;
  return (
    <>
      <PageHeader
        title={<span className={styles.name}>{spokenName(id)}</span>}
        name={spokenName(id)}
        lamps={<Lamps view={driftLamps({ standing, moved, unknown_since })} size={18} />}
        sentence={
          <>
            Git does not hold it, and no open change has a draft of it.{" "}
            <span className="muted">
              In the cluster of {id.fabric}, changed <Time at={actual.changed_at} />.
            </span>
          </>
        }
      />
      <div className="stack">
        <Drifted fabric={id.fabric} row={row} unknown={unknown_since ? "it is not known now" : undefined} />
        {actual.text && (
          <section aria-label="As the cluster has it" className="stack">
            <div className="line">
              <h2>As the cluster has it</h2>
              <CopyButton text={actual.text} label="Copy the YAML" />
            </div>
            <pre className={`panel ${styles.text}`}>{actual.text}</pre>
          </section>
        )}
      </div>
    </>
  );
}
