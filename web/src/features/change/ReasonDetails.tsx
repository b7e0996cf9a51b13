/** A reason in full: what happened, what the remote printed, which rules are broken where, and what to do. */
import type { BrokenRule, Reason } from "~/api/types";
import { FindingText } from "~/features/finding/FindingText";
import { ruleTitle } from "~/features/finding/titles";
import { findingWords, placeWords } from "~/features/finding/words";
import { spokenName } from "~/features/resource/identity";
import { number, sentence } from "~/lib/words";
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
      {!isTitled && <p>{sentence(what)}</p>}
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

function Broken({ rule, fabric }: { rule: BrokenRule; fabric: string | undefined }) {
  const place = placeWords(rule.path, rule.line);
  const finding = {
    resource: rule.resource ? spokenName(rule.resource) : null,
    field: rule.field ?? null,
    path: rule.path ?? "",
    message: rule.message,
    other: rule.other ? spokenName(rule.other) : null,
  };
  return (
    <>
      {fabric === undefined ? findingWords(finding) : <FindingText finding={finding} fabric={fabric} />}
      {place && rule.resource && <span className="mono small muted"> {place}</span>}
      <span className="small muted" title={rule.rule}>
        {" "}
        · {ruleTitle(rule.rule)}
      </span>
    </>
  );
}
