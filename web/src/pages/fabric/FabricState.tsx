/** The large glyph, with words to each lamp. */
import { Fragment, type ReactNode } from "react";
import type { FabricView } from "~/api/types";
import { AddressLink } from "~/components/AddressLink";
import { Lamps } from "~/components/lamps/Lamps";
import { fabricLamps } from "~/components/lamps/lamps";
import { Marked } from "~/components/Marked";
import { Time } from "~/components/Time";
import { CommitName } from "~/features/commit/CommitName";
import { BesideLines } from "~/features/drift/Beside";
import { Verified } from "~/features/verify/Verified";
import { useProgress } from "~/live/LiveProvider";
import styles from "./FabricState.module.css";
import { clusterWords, gitWords, type LampWords, openThings } from "./words";

export function FabricState({ fabric }: { fabric: FabricView }) {
  const progress = useProgress(fabric.fabric);
  return (
    <div className={`panel ${styles.state}`}>
      <Lamps view={fabricLamps(fabric)} size={36} />
      <dl className={styles.words}>
        <Words words={gitWords(fabric)}>
          {fabric.commit && !fabric.problem && (
            <>
              {" "}
              <CommitName commit={fabric.commit} fabric={fabric.fabric} isOnlyLink />
            </>
          )}
          {fabric.looked_at && (
            <div className="muted small">
              seen <Time at={fabric.looked_at} />
            </div>
          )}
        </Words>
        <Words words={{ title: "Hedgerow", state: "" }}>
          <Open fabric={fabric} />
          {progress && <Doing progress={progress} />}
          <Verified fabric={fabric} />
        </Words>
        <InCluster fabric={fabric} />
      </dl>
    </div>
  );
}

function InCluster({ fabric }: { fabric: FabricView }) {
  const words = clusterWords(fabric);
  const { cluster } = fabric;
  if (!words || !cluster) return null;
  const { drifted, ahead, ignored, seen_at } = cluster;
  return (
    <Words words={{ title: words.title, state: "" }}>
      {drifted + ahead + ignored > 0 ? (
        <AddressLink href={`/fabrics/${encodeURIComponent(fabric.fabric)}?tab=drift`}>
          <Marked text={words.state} />
        </AddressLink>
      ) : (
        <Marked text={words.state} />
      )}
      {seen_at && (
        <div className="muted small">
          seen <Time at={seen_at} />
        </div>
      )}
      <BesideLines cluster={cluster} />
    </Words>
  );
}

function Words({ words, children }: { words: LampWords; children: ReactNode }) {
  return (
    <div>
      <dt>{words.title}</dt>
      <dd>
        {words.state && <Marked text={words.state} />}
        {children}
      </dd>
    </div>
  );
}

function Open({ fabric }: { fabric: FabricView }) {
  const things = openThings(fabric);
  if (things.length === 0) return "no drafts, conflicts or findings";
  return things.map(({ words, href }, at) => (
    <Fragment key={words}>
      {at > 0 && ", "}
      <AddressLink href={href}>{words}</AddressLink>
    </Fragment>
  ));
}

function Doing({ progress }: { progress: { step: string; done?: number | null; total?: number | null } }) {
  const numbers = progress.total ? ` ${progress.done ?? 0} of ${progress.total}` : "";
  return (
    <div role="status" className="muted small">
      {progress.step}
      {numbers}
    </div>
  );
}
