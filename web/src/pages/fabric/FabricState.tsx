/** The large glyph, with words to each lamp. */
import type { FabricView } from "~/api/types";
import { Lamps } from "~/components/lamps/Lamps";
import { fabricLamps } from "~/components/lamps/lamps";
import { Marked } from "~/components/Marked";
import { Time } from "~/components/Time";
import { useProgress } from "~/live/LiveProvider";
import styles from "./FabricState.module.css";
import { CLUSTER_WORDS, gitWords, hedgerowWords, type LampWords } from "./words";

export function FabricState({ fabric }: { fabric: FabricView }) {
  const progress = useProgress(fabric.fabric);
  return (
    <div className={`panel ${styles.state}`}>
      <Lamps view={fabricLamps(fabric)} size={36} />
      <dl className={styles.words}>
        <Words words={gitWords(fabric)}>
          {fabric.looked_at && (
            <>
              seen <Time at={fabric.looked_at} />
            </>
          )}
        </Words>
        <Words words={hedgerowWords(fabric)}>{progress && <Doing progress={progress} />}</Words>
        <Words words={CLUSTER_WORDS}>{null}</Words>
      </dl>
    </div>
  );
}

function Words({ words, children }: { words: LampWords; children: React.ReactNode }) {
  return (
    <div>
      <dt>{words.title}</dt>
      <dd>
        <Marked text={words.state} />
        {children && <div className="muted small">{children}</div>}
      </dd>
    </div>
  );
}

function Doing({ progress }: { progress: { step: string; done?: number | null; total?: number | null } }) {
  const numbers = progress.total ? ` ${progress.done ?? 0} of ${progress.total}` : "";
  return (
    <span role="status">
      {progress.step}
      {numbers}
    </span>
  );
}
