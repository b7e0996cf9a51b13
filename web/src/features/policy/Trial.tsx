/** What a policy that is not saved would say to the conflicts on record, beside what people said. */
import { useMemo, useState } from "react";
import { useTryPolicy } from "~/api/queries/policies";
import type { Policy, TriedView } from "~/api/types";
import { AddressLink } from "~/components/AddressLink";
import { ErrorView } from "~/components/ErrorView";
import { SelectField, TextField } from "~/components/fields";
import { Loading } from "~/components/Loaded";
import pairs from "~/components/pairs.module.css";
import { placeOf, titleOf } from "~/features/conflict/set";
import { useRested } from "~/lib/rested";
import { number } from "~/lib/words";
import styles from "./Policy.module.css";
import { bodyOf } from "./policy";
import { driftWords, hasText, isBy, isShown, saysOf, trialWords, WHICH, type Which, wasOf } from "./trial";

interface Props {
  fabric: string | undefined;
  policy: Policy;
  /** It is the policy for all fabrics, tried behind the fabric's own. */
  isForAll?: boolean;
  /** Only what this rule says. */
  rule?: string;
}

/** More than anybody reads; the filters find the others. */
const MANY = 200;

export function Trial({ fabric, policy, isForAll = false, rule }: Props) {
  const [which, setWhich] = useState<Which>(rule === undefined ? "all" : "decided");
  const [text, setText] = useState("");
  const asked = JSON.stringify(bodyOf(policy));
  const rested = useRested(asked);
  const tried: Policy = useMemo(() => JSON.parse(rested), [rested]);
  const { data, error, isFetching } = useTryPolicy(fabric, tried, isForAll);
  const ofRule = useMemo(
    () => data?.conflicts.filter((one) => rule === undefined || isBy(one, rule)) ?? [],
    [data, rule],
  );
  const shown = ofRule.filter((one) => isShown(one, which) && hasText(one, text));
  if (fabric === undefined) return <p className="soft">Choose a fabric to try it on.</p>;
  if (error) return <ErrorView error={error} />;
  if (!data) return <Loading lines={4} />;
  const open = ofRule.filter(({ conflict, decision }) => decision && conflict.state === "open").length;
  return (
    <div className={styles.column} aria-busy={isFetching || rested !== asked}>
      <p role="status">{rule === undefined ? trialWords(data) : ruleWords(ofRule, open)}</p>
      {rule === undefined && driftWords(data.drift) && <p>{driftWords(data.drift)}</p>}
      {ofRule.length > 0 && (
        <div className={styles.tools}>
          <SelectField label="Which conflicts" value={which} options={WHICH} onChange={setWhich} />
          <TextField label="With the text" value={text} onChange={setText} placeholder="name, field or change" />
        </div>
      )}
      {shown.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <ul className={`panel ${styles.tried}`} aria-label="Its decision on each conflict" tabIndex={0}>
          {shown.slice(0, MANY).map((one) => (
            <Case key={one.conflict.id} tried={one} />
          ))}
          {shown.length > MANY && <li className={`muted ${pairs.item}`}>and {shown.length - MANY} more</li>}
        </ul>
      )}
      {shown.length === 0 && ofRule.length > 0 && <p className="soft">No conflict matches.</p>}
    </div>
  );
}

function ruleWords(of: readonly TriedView[], open: number): string {
  const decided = of.filter(({ decision }) => decision).length;
  const differ = of.filter(({ agrees }) => agrees === false).length;
  if (of.length === 0) return "This rule matches no conflict on record.";
  const now = open === 0 ? "none of them is open" : `${number(open)} of them ${open === 1 ? "is" : "are"} open now`;
  const people = differ === 0 ? "people decided none otherwise" : `people decided ${differ} otherwise`;
  return `On record it would decide ${decided}: ${now}, and ${people}.`;
}

function Case({ tried }: { tried: TriedView }) {
  const { conflict, agrees } = tried;
  return (
    <li className={pairs.item}>
      <span>
        <AddressLink href={`/conflicts/${conflict.id}`}>{titleOf(conflict)}</AddressLink>{" "}
        <code>{placeOf(conflict)}</code>
      </span>
      <span>
        {saysOf(tried)}
        <br />
        <span className={agrees === false ? styles.differs : "soft small"}>
          {agrees === false ? "≠ " : agrees === true ? "= " : ""}
          {wasOf(tried)}
        </span>
      </span>
    </li>
  );
}
