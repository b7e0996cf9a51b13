/** The large glyph, with words to each lamp. */
import { Fragment, type ReactNode } from "react";
import type { FabricView } from "~/api/types";
import { AddressLink } from "~/components/AddressLink";
import { Lamps } from "~/components/lamps/Lamps";
import { fabricLamps, type Lamp } from "~/components/lamps/lamps";
import { OneLamp } from "~/components/lamps/OneLamp";
import { Marked } from "~/components/Marked";
import { Time } from "~/components/Time";
import { CommitName } from "~/features/commit/CommitName";
import { BesideLines } from "~/features/drift/Beside";
import { Verified } from "~/features/verify/Verified";
import { useProgress } from "~/live/LiveProvider";
import styles from "./FabricState.module.css";
import { clusterWords, gitWords, inFiles, type LampWords, type OpenThing, openThings } from "./words";

export function FabricState({ fabric }: { fabric: FabricView }) {
  const progress = useProgress(fabric.fabric);
  const lamps = fabricLamps(fabric);
  const wrong = inFiles(fabric);
  return (
    <div className={`panel ${styles.state}`}>
      <Lamps view={lamps} size={36} />
      <dl className={styles.words}>
        <Words lamp={lamps.git} words={gitWords(fabric)}>
          {fabric.commit && !fabric.problem && (
            <>
              {" "}
              <CommitName commit={fabric.commit} fabric={fabric.fabric} isOnlyLink />
            </>
          )}
          {wrong.length > 0 && (
            <div>
              <Things of={wrong} /> in its files
            </div>
          )}
          {fabric.looked_at && (
            <div className="muted small">
              seen <Time at={fabric.looked_at} />
            </div>
          )}
        </Words>
        <Words lamp={lamps.hedgerow} words={{ title: "Hedgerow", state: "" }}>
          <Things of={openThings(fabric)} none="no drafts or conflicts" />
          {progress && <Doing progress={progress} />}
          <Verified fabric={fabric} />
        </Words>
        <InCluster fabric={fabric} lamp={lamps.clusterSide?.lamp} />
      </dl>
    </div>
  );
}

function InCluster({ fabric, lamp }: { fabric: FabricView; lamp: Lamp | undefined }) {
  const words = clusterWords(fabric);
  const { cluster } = fabric;
  if (!words || !cluster) return null;
  const { drifted, ahead, ignored, seen_at } = cluster;
  return (
    <Words lamp={lamp} words={{ title: words.title, state: "" }}>
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

function Words({ lamp, words, children }: { lamp: Lamp | undefined; words: LampWords; children: ReactNode }) {
  return (
    <div>
      <dt>
        {lamp && <OneLamp lamp={lamp} />} {words.title}
      </dt>
      <dd>
        {words.state && <Marked text={words.state} />}
        {children}
      </dd>
    </div>
  );
}

interface ThingsProps {
  of: readonly OpenThing[];
  /** What is said where there are none. */
  none?: string;
}

function Things({ of, none }: ThingsProps) {
  if (of.length === 0) return none;
  return of.map(({ words, href }, at) => (
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
