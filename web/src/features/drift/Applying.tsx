/** What Hedgerow has not done yet in the clusters that it applies to, and doing it now. */
import { useState } from "react";
import { useApplying } from "~/api/queries/drift";
import { useMay } from "~/api/queries/me";
import type { AppliedView, FabricView } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { AddressLink } from "~/components/AddressLink";
import { Button } from "~/components/Button";
import { Loaded } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import { Time, useNow } from "~/components/Time";
import { readName } from "~/features/resource/identity";
import { number } from "~/lib/words";
import { ApplyNow } from "./ApplyNow";
import { ACTS, OUTCOMES, quietWords } from "./acts";
import styles from "./Drift.module.css";

/** More than anybody reads here. */
const MANY = 200;

export function Applying({ fabrics }: { fabrics: readonly FabricView[] }) {
  // kept here, where news of a fabric do not close it
  const [asked, setAsked] = useState<FabricView>();
  return (
    <>
      {fabrics.map(
        (fabric) =>
          fabric.cluster?.apply === "direct" && (
            <OfFabric
              key={fabric.fabric}
              fabric={fabric}
              isOneOfSeveral={fabrics.length > 1}
              onApply={() => setAsked(fabric)}
            />
          ),
      )}
      {asked && <ApplyNow fabric={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

interface OfFabricProps {
  fabric: FabricView;
  isOneOfSeveral: boolean;
  onApply: () => void;
}

function OfFabric({ fabric: { fabric, cluster }, isOneOfSeveral, onApply }: OfFabricProps) {
  const open = useApplying(fabric);
  const mayApply = useMay("apply", fabric);
  // among several, one in which nothing waits is not in the way of what drifted
  if (isOneOfSeveral && !open.error && (open.data ?? []).length === 0 && !cluster?.ahead) return null;
  const title = isOneOfSeveral ? `Being applied in ${fabric}` : "Being applied";
  return (
    <section className={styles.applying} aria-label={title}>
      <div className={styles.applyhead}>
        <h2>{title}</h2>
        {mayApply && (
          <Button icon="sync" onClick={onApply}>
            Apply now
          </Button>
        )}
      </div>
      <Loaded query={open} lines={2}>
        {(all) =>
          all.length === 0 ? (
            <p className="soft">{quietWords(cluster?.ahead ?? 0)}</p>
          ) : (
            <Open fabric={fabric} label={title} all={all} />
          )
        }
      </Loaded>
    </section>
  );
}

function Open({ fabric, label, all }: { fabric: string; label: string; all: readonly AppliedView[] }) {
  const [shown, setShown] = useState(MANY);
  return (
    <div className={`panel ${styles.frame} ${styles.brief}`}>
      <table className={`${styles.table} ${styles.acts}`} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Resource</th>
            <th scope="col">Outcome</th>
            <th scope="col">Why</th>
            <th scope="col">Next attempt</th>
          </tr>
        </thead>
        <tbody>
          {all.slice(0, shown).map((one) => (
            <tr key={one.resource} className={styles.act}>
              <th scope="row">
                <ResourceLink fabric={fabric} resource={one.resource} />
                {one.act && <div className="muted small">to be {ACTS[one.act]}</div>}
              </th>
              <td className={one.outcome === "refused" ? styles.refused : undefined}>{OUTCOMES[one.outcome]}</td>
              <td>{one.why && <Marked text={one.why} />}</td>
              <td data-side="Next attempt">{one.retry_at ? <Retry at={one.retry_at} /> : null}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {all.length > shown && (
        <p className={styles.rest}>
          <Button onClick={() => setShown(shown + MANY)}>Show {number(Math.min(MANY, all.length - shown))} more</Button>
        </p>
      )}
    </div>
  );
}

/** A time that is over says nothing of an attempt that was made. */
function Retry({ at }: { at: number }) {
  return at <= useNow() ? "due now" : <Time at={at} />;
}

export function ResourceLink({ fabric, resource }: { fabric: string; resource: string }) {
  const named = readName(resource);
  if (!named) return <span className="mono">{resource}</span>;
  return (
    <AddressLink href={resourceHref(fabric, named)} className={`mono ${styles.name}`}>
      {resource}
    </AddressLink>
  );
}
