/** Which conflicts of a fabric are settled without a person. */
import { Link } from "@tanstack/react-router";
import { useMay } from "~/api/queries/me";
import { type TaggedPolicy, usePolicy } from "~/api/queries/policies";
import { Loaded } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import { useWhyNot } from "~/features/permissions/whyNot";
import { InRepository } from "~/features/policy/InRepository";
import { PolicyEditor } from "~/features/policy/PolicyEditor";
import { ownerSentence, ruleSentence, severitySentence } from "~/features/policy/policy";
import styles from "./PolicyTab.module.css";

export function PolicyTab({ fabric }: { fabric: string }) {
  const policy = usePolicy(fabric);
  return <Loaded query={policy}>{(tagged) => <OfFabric fabric={fabric} tagged={tagged} />}</Loaded>;
}

function OfFabric({ fabric, tagged }: { fabric: string; tagged: TaggedPolicy }) {
  const mayWrite = useMay("manage", fabric);
  const why = useWhyNot("manage", fabric);
  return (
    <div className={styles.tab}>
      {why !== undefined && <p className="soft">You may read this policy, but not write it. {why}</p>}
      <InRepository fabric={fabric} tagged={tagged} mayWrite={mayWrite} />
      <PolicyEditor fabric={fabric} tagged={tagged} mayWrite={mayWrite} tryIn={fabric}>
        <Everywhere tagged={tagged} />
      </PolicyEditor>
    </div>
  );
}

/** What is asked where the fabric's own policy says nothing. */
function Everywhere({ tagged }: { tagged: TaggedPolicy }) {
  const { rules = [], owners = [], severities = [] } = tagged.view.everywhere ?? {};
  const on = rules.filter((rule) => !rule.off);
  return (
    <section aria-labelledby="everywhere" className={styles.everywhere}>
      <h2 id="everywhere">For all fabrics</h2>
      <p className="soft small">
        {on.length + owners.length + severities.length === 0
          ? "There is no rule for all fabrics."
          : "Asked where the fabric's own policy says nothing:"}{" "}
        <Link to="/policies">Policies</Link>
      </p>
      <ul>
        {owners.map((owner) => (
          <li key={`${owner.path} ${owner.kind}`}>
            <Marked text={ownerSentence(owner)} />
          </li>
        ))}
        {on.map((rule) => (
          <li key={rule.name}>
            <Marked text={ruleSentence(rule)} />
          </li>
        ))}
        {severities.map((of) => (
          <li key={severitySentence(of)}>
            <Marked text={severitySentence(of)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
