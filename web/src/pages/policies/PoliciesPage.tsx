/** Policies: the one for all fabrics, and the way to that of each. */
import { useSearch } from "@tanstack/react-router";
import { useFabrics } from "~/api/queries/fabrics";
import { useMay } from "~/api/queries/me";
import { type TaggedPolicy, usePolicy } from "~/api/queries/policies";
import { useAddressText } from "~/app/useAddressText";
import { AddressLink } from "~/components/AddressLink";
import { SelectField } from "~/components/fields";
import { Loaded } from "~/components/Loaded";
import { PageHeader } from "~/components/PageHeader";
import { useWhyNot } from "~/features/permissions/whyNot";
import { PolicyEditor } from "~/features/policy/PolicyEditor";
import { count } from "~/lib/words";
import styles from "./PoliciesPage.module.css";

export function PoliciesPage() {
  const policy = usePolicy(null);
  const rules = policy.data?.view.policy.rules?.filter((rule) => !rule.off).length;
  return (
    <>
      <PageHeader
        title="Policies"
        help="policies"
        sentence={
          rules !== undefined &&
          (rules === 0
            ? "No rule decides conflicts of all fabrics."
            : `${count(rules, "rule")} ${rules === 1 ? "decides" : "decide"} conflicts of all fabrics without a person.`)
        }
      />
      <div className={styles.page}>
        <OfFabrics />
        <Loaded query={policy}>{(tagged) => <ForAll tagged={tagged} />}</Loaded>
      </div>
    </>
  );
}

function OfFabrics() {
  const fabrics = useFabrics().data ?? [];
  if (fabrics.length === 0) return null;
  return (
    <section aria-label="Policies of fabrics" className={styles.fabrics}>
      <span className="soft">Each fabric's own policy is asked first:</span>
      <ul>
        {fabrics.map(({ fabric }) => (
          <li key={fabric}>
            <AddressLink href={`/fabrics/${encodeURIComponent(fabric)}?tab=policy`}>{fabric}</AddressLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ForAll({ tagged }: { tagged: TaggedPolicy }) {
  const mayWrite = useMay("administer");
  const why = useWhyNot("administer");
  const fabrics = useFabrics().data ?? [];
  const { fabric: asked } = useSearch({ from: "/frame/policies" });
  const [, setFabric] = useAddressText("fabric");
  const tryIn = fabrics.find(({ fabric }) => fabric === asked)?.fabric ?? fabrics[0]?.fabric;
  const options = fabrics.map(({ fabric }) => ({ value: fabric, label: fabric }));
  return (
    <>
      {why !== undefined && <p className="soft">You may read this policy, but not write it. {why}</p>}
      {/* One editor whether the fabrics are known yet or not: what is typed, and the focus, stay. */}
      <PolicyEditor
        fabric={null}
        tagged={tagged}
        mayWrite={mayWrite}
        tryIn={tryIn}
        tryHead={tryIn !== undefined && <SelectField label="In" value={tryIn} options={options} onChange={setFabric} />}
      />
    </>
  );
}
