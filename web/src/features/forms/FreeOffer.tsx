/** The next free VLAN or subnet, offered where none is set, with the reason. */
import { useFree } from "~/api/queries/free";
import { Button } from "~/components/Button";
import type { Step } from "~/lib/yaml/values";
import type { Source } from "./arrangement";
import { useField } from "./context";
import styles from "./Form.module.css";
import { firstFree, freeRequest, reasonOf, usedBeside } from "./offer";
import { typedValue } from "./scalars";
import { shapeOf } from "./shape";

/** How many are asked for: some of them may be used in the form itself. */
const MANY = 10;

interface Props {
  source: Extract<Source, { of: "free" }>;
  steps: readonly Step[];
}

export function FreeOffer({ source, steps }: Props) {
  const { form, value, schema } = useField(steps);
  const isEmpty = value === undefined || value === null || value === "" || value === 0;
  const request = isEmpty ? freeRequest(source, steps, form.root) : undefined;
  const { data, error } = useFree(form.fabric, request, MANY);
  if (!isEmpty) return null;
  const offered = firstFree(data, usedBeside(steps, form.root));
  if (error || (data && offered === undefined)) {
    return <span className={styles.offer}>No free one is known{data ? `: ${reasonOf(data, undefined)}` : "."}</span>;
  }
  if (!data || offered === undefined) return null;
  const take = () => form.change(steps, typedValue(offered, shapeOf(schema, undefined), undefined));
  return (
    <div className={styles.offer}>
      <Button icon="plus" onClick={take}>
        Use {offered}
      </Button>
      <span>Next free. {reasonOf(data, offered)}</span>
    </div>
  );
}
