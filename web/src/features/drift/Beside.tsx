/** What tells how far fabrics are in their clusters, beside what drifted: what Argo CD or Flux applied, what is on the switches. */
import type { ApplierStanding, FabricClusterView, FabricView } from "~/api/types";
import { Marked } from "~/components/Marked";
import { Notice } from "~/components/Notice";
import { Time } from "~/components/Time";
import styles from "./Drift.module.css";

/** Of these a person has to do something. */
const TROUBLES: readonly ApplierStanding[] = ["failing", "unproven", "unknown"];

export function Beside({ fabrics }: { fabrics: readonly FabricView[] }) {
  const shown = fabrics.flatMap(({ fabric, cluster }) => {
    const { applier } = cluster ?? {};
    return applier && needsSaying(applier) ? [{ fabric, applier }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <div className={styles.notices}>
      {shown.map(({ fabric, applier }) => (
        <Notice
          key={fabric}
          tone={applier.unknown_since ? "aside" : isTrouble(applier) ? "drift" : "news"}
          title={
            <>
              {fabrics.length > 1 && `${fabric}: `}
              <Marked text={applier.sentence} />
            </>
          }
        >
          {applier.unknown_since && (
            <p className="soft">
              As it was known last; not known since <Time at={applier.unknown_since} />.
            </p>
          )}
        </Notice>
      ))}
    </div>
  );
}

type Line = NonNullable<FabricClusterView["applier"]>;

/** Several appliers, or one that could not be read, have no standing. */
function isTrouble({ standing }: Line): boolean {
  return !standing || TROUBLES.includes(standing);
}

/** What is as it should be is said on the fabric's page only. */
function needsSaying(line: Line): boolean {
  return line.standing !== "applied" || Boolean(line.unknown_since);
}

/** The same for a fabric's page: always, and small. */
export function BesideLines({ cluster }: { cluster: FabricClusterView }) {
  const { applier, switches } = cluster;
  return (
    <>
      {[applier, switches].map(
        (line) =>
          line && (
            <div key={line.sentence} className="small soft">
              <Marked text={line.sentence} />
              {line.unknown_since && (
                <span className="muted">
                  ; not known since <Time at={line.unknown_since} />
                </span>
              )}
            </div>
          ),
      )}
    </>
  );
}
