/** A reason in full: what happened, what the remote printed, which rules are broken where, and what to do. */
import type { Reason } from "~/api/types";
import { Marked } from "~/components/Marked";
import { number, sentence } from "~/lib/words";
import { Broken } from "./Broken";
import styles from "./ReasonDetails.module.css";
import { wordsOf } from "./reason";

interface Props {
  reason: Reason;
  /** Where the resources are that it names. */
  fabric?: string;
  /** The title above says what happened already. */
  isTitled?: boolean;
  /** What there is to do can be done on this page. */
  isHere?: boolean;
}

export function ReasonDetails({ reason, fabric, isTitled = false, isHere = false }: Props) {
  const { what, todo, printed, broken } = wordsOf(reason);
  return (
    <>
      {!isTitled && (
        <p>
          <Marked text={sentence(what)} />
        </p>
      )}
      {broken && (
        <ul>
          {broken.rules.map((rule) => (
            <li key={JSON.stringify(rule)}>
              <Broken rule={rule} fabric={fabric} />
            </li>
          ))}
          {broken.more > 0 && <li className="soft">and {number(broken.more)} more</li>}
        </ul>
      )}
      {printed && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <pre tabIndex={0} className={styles.printed}>
          {printed}
        </pre>
      )}
      {isHere && todo && <p>{todo}</p>}
    </>
  );
}
