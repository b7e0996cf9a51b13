/** Labels and annotations, folded: every kind has them, and no kind's schema says what they are. */
import { isMap } from "~/lib/yaml/fieldPath";
import { valueAt } from "~/lib/yaml/values";
import { useForm } from "./context";
import { Entries } from "./Entries";
import styles from "./Form.module.css";
import { isWithin } from "./findings";

export function Metadata() {
  const { root, findings } = useForm();
  const isSet = (key: string) => isMap(valueAt(root, ["metadata", key]));
  const isTroubled = [...findings.keys()].some((path) => isWithin(path, "metadata"));
  return (
    <details className={`${styles.folded} ${styles.metadata}`} open={isTroubled || undefined}>
      <summary>
        Labels and annotations{" "}
        <span className="muted">{isSet("labels") || isSet("annotations") ? "some are set" : "none are set"}</span>
      </summary>
      <div className={styles.fields}>
        <Entries steps={["metadata", "labels"]} label="Labels" />
        <Entries steps={["metadata", "annotations"]} label="Annotations" />
      </div>
    </details>
  );
}
