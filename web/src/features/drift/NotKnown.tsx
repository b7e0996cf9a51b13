/** What is not known of fabrics' clusters, at the top of what is shown of them: since when, and why. */
import { Link } from "@tanstack/react-router";
import { useMay } from "~/api/queries/me";
import type { FabricView } from "~/api/types";
import { ButtonLink } from "~/components/Button";
import { fabricClusterWords } from "~/components/lamps/cluster";
import { Marked } from "~/components/Marked";
import { Notice } from "~/components/Notice";
import { Time } from "~/components/Time";
import styles from "./Drift.module.css";

export function NotKnown({ fabrics }: { fabrics: readonly FabricView[] }) {
  const mayAdminister = useMay("administer");
  const unknown = fabrics.flatMap(({ fabric, cluster }) => (cluster && !cluster.known ? [{ fabric, cluster }] : []));
  if (unknown.length === 0) return null;
  return (
    <div className={styles.notices}>
      {unknown.map(({ fabric, cluster }) => (
        <Notice
          key={fabric}
          tone="drift"
          title={
            <>
              <Link to="/fabrics/$fabric" params={{ fabric }}>
                {fabric}
              </Link>{" "}
              in {cluster.cluster}: <Marked text={fabricClusterWords(cluster)} />
            </>
          }
          action={
            mayAdminister && (
              <ButtonLink to="/clusters" search={{ q: cluster.cluster }}>
                Open cluster
              </ButtonLink>
            )
          }
        >
          <p className="soft">
            {cluster.seen_at ? (
              <>
                What is shown of it is what was seen <Time at={cluster.seen_at} />; nothing is concluded since.
              </>
            ) : (
              "Nothing was seen of it yet, so nothing is concluded."
            )}
          </p>
        </Notice>
      ))}
    </div>
  );
}
