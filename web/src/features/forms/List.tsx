/** A list: each item can be taken away, and one more added at its end. */
import { Button } from "~/components/Button";
import { pathOf } from "~/lib/yaml/values";
import { useField } from "./context";
import styles from "./Form.module.css";
import { Group } from "./Group";
import { Node } from "./Node";
import type { NodeProps } from "./Single";
import { begun, isSingle, schemaAtSteps, shapeOf } from "./shape";

export function List({ steps, label, isRequired, onRemove }: NodeProps) {
  const { form, value, schema, place } = useField(steps);
  const items: unknown[] = Array.isArray(value) ? value : [];
  const what = place.item ?? "Item";
  const add = () => {
    const inner = schemaAtSteps(schema, [0]);
    // an item of one value is not in the text before something is typed
    const item = inner && isSingle(shapeOf(inner, undefined)) ? undefined : begun(inner, items[0]);
    form.change(steps, [...items, item]);
    form.focusSoon(pathOf([...steps, items.length]));
  };
  return (
    <Group steps={steps} label={label} isRequired={isRequired} onRemove={onRemove}>
      {items.map((_, at) => (
        <Node
          // biome-ignore lint/suspicious/noArrayIndexKey: items have no names; what is typed is kept outside of them
          key={at}
          steps={[...steps, at]}
          label={`${what} ${at + 1}`}
          isEntry
          onRemove={() => form.change(steps, items.toSpliced(at, 1))}
        />
      ))}
      <div className={styles.add}>
        <Button icon="plus" onClick={add}>
          Add {/^[A-Z][a-z]/.test(what) ? what[0]?.toLowerCase() + what.slice(1) : what}
        </Button>
      </div>
    </Group>
  );
}
