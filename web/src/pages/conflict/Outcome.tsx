/** Beside the rows: what the resource would be with what is chosen so far, as a difference to Git or as YAML. */
import { useState } from "react";
import { type Tried, useConflictResult } from "~/api/queries/conflicts";
import type { ConflictResult } from "~/api/types";
import { CopyButton } from "~/components/CopyButton";
import { DiffView } from "~/components/diff/DiffView";
import { wholeText } from "~/components/diff/useFolds";
import { ErrorView } from "~/components/ErrorView";
import { Loading } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import { useRested } from "~/lib/rested";
import { sentence } from "~/lib/words";
import styles from "./Outcome.module.css";
import { outcomeWords } from "./outcome";

interface Props {
  /** Any conflict of the resource. */
  id: number;
  tried: readonly Tried[];
  /** What is left open keeps Git's value in it. */
  keepsGit: boolean;
}

/** Long enough for a second key, short enough to follow the eye. */
const QUIET_MS = 150;

export function Outcome({ id, tried, keepsGit }: Props) {
  const [isYaml, setYaml] = useState(false);
  const asked = JSON.stringify(tried);
  const rested = useRested(asked, QUIET_MS);
  const { data, error, isFetching } = useConflictResult(id, JSON.parse(rested), true);
  const isOld = rested !== asked || isFetching;
  return (
    <section className={styles.outcome} aria-labelledby="outcome" aria-busy={isOld}>
      <div className={styles.head}>
        <h2 id="outcome">Outcome</h2>
        <fieldset className={styles.views}>
          <legend className="visually-hidden">Show the outcome as</legend>
          {[false, true].map((one) => (
            <label key={String(one)}>
              <input type="radio" name="outcome-view" checked={isYaml === one} onChange={() => setYaml(one)} />
              {one ? "YAML" : "Diff to Git"}
            </label>
          ))}
        </fieldset>
      </div>
      {error ? (
        <ErrorView error={error} />
      ) : data ? (
        <Found result={data} keepsGit={keepsGit} isYaml={isYaml} isOld={isOld} />
      ) : (
        <Loading />
      )}
    </section>
  );
}

interface FoundProps {
  result: ConflictResult;
  keepsGit: boolean;
  isYaml: boolean;
  /** Another one is on its way. */
  isOld: boolean;
}

function Found({ result, keepsGit, isYaml, isOld }: FoundProps) {
  const { broken, refused, diff, text, git } = result;
  const wholeOf = () => (typeof git === "string" ? wholeText(git, "before") : undefined);
  return (
    <>
      <p className="soft small" role="status">
        {isOld ? "Computing what your choice makes of it …" : outcomeWords(result, keepsGit)}
      </p>
      {refused && !isOld && (
        <p className={styles.broken} role="status">
          <Marked text={sentence(refused)} />
        </p>
      )}
      {broken.length > 0 && !isOld && (
        <div className={styles.broken} role="status">
          <strong>It would break the schema:</strong>
          <ul>
            {broken.map((one) => (
              <li key={one}>
                <Marked text={sentence(one)} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <div data-old={isOld} className={styles.text}>
        {isYaml ? <Yaml text={text} /> : <DiffView diff={diff} empty="No difference to Git." wholeOf={wholeOf} />}
      </div>
    </>
  );
}

function Yaml({ text }: { text: string | null | undefined }) {
  if (text === null || text === undefined) return <p className="soft">The resource is deleted.</p>;
  return (
    <div className="panel">
      <div className={styles.copy}>
        <CopyButton text={text} label="Copy the YAML" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre tabIndex={0} className={styles.yaml}>
        {text}
      </pre>
    </div>
  );
}
