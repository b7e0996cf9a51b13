/** Fields with fixed names, in their sections; those that are optional and not set are folded. */
import { useId } from "react";
import controls from "~/components/fields.module.css";
import { count } from "~/lib/words";
import { pathOf, type Step, valueAt } from "~/lib/yaml/values";
import { placeOf } from "./arrangement";
import { type FormParts, useField } from "./context";
import styles from "./Form.module.css";
import { isWithin } from "./findings";
import { Group } from "./Group";
import { Node } from "./Node";
import { carriedOver, type Field, isAlone, isAskedFor, type Parts, partsOf } from "./parts";
import type { NodeProps } from "./Single";
import { labelOf } from "./words";

interface Props extends NodeProps {
  isBare?: boolean;
  /** Fields that are shown elsewhere. */
  without?: readonly string[];
}

export function Fields({ steps, label, isRequired, onRemove, isBare, without = [] }: Props) {
  const { form, value, schema, place } = useField(steps);
  const isHere = ({ key }: Field) => !without.includes(key);
  const parts = partsOf(schema, value, place);
  const folded = parts.folded.filter(isHere);
  const isAsked = isAskedFor(form.schema, form.root, steps);
  const child = ({ key, isRequired: isNeeded }: Field) => (
    <Node key={key} steps={[...steps, key]} label={labelOf(key)} isRequired={isNeeded && isAsked} />
  );
  const isTroubled = [...form.findings.keys()].some((path) =>
    folded.some(({ key }) => isWithin(path, pathOf([...steps, key]))),
  );
  // a heading says nothing that its only field says already
  const isSaidBelow = (title: string, fields: readonly Field[]) =>
    fields.length === 1 && fields.every(({ key }) => nameOf(form, [...steps, key], key) === title);
  return (
    <Group
      steps={steps}
      label={label}
      isRequired={isRequired}
      onRemove={onRemove}
      isBare={isBare ?? isWhole(form, steps)}
    >
      {parts.oneOf && <OneOf steps={steps} oneOf={parts.oneOf} />}
      {parts.shown.map(({ title, fields: own }) => {
        const here = own.filter(isHere).map(child);
        if (here.length === 0) return null;
        return title === "" || isSaidBelow(title, own.filter(isHere)) ? (
          here
        ) : (
          <Section key={title} title={title} level={steps.length}>
            {here}
          </Section>
        );
      })}
      {folded.length > 0 && (
        <details className={styles.folded} open={isTroubled || undefined}>
          <summary>
            {count(folded.length, "more field")}{" "}
            <span className="muted">{folded.map(({ key }) => labelOf(key)).join(", ")}</span>
          </summary>
          <div className={styles.fields}>{folded.map(child)}</div>
        </details>
      )}
    </Group>
  );
}

function nameOf(form: FormParts, steps: readonly Step[], key: string): string {
  return placeOf(form.arrangement, steps).label ?? labelOf(key);
}

/** Whether a map is all that the form shows of its resource: a frame around it would frame everything. */
function isWhole({ schema, root }: FormParts, steps: readonly Step[]): boolean {
  const [key, ...below] = steps;
  return key !== undefined && below.length === 0 && isAlone(String(key), schema, root);
}

function Section({ title, level, children }: { title: string; level: number; children: React.ReactNode }) {
  const id = useId();
  const Title = level > 1 ? "h4" : "h3";
  return (
    <section aria-labelledby={id} className={styles.section}>
      <Title id={id}>{title}</Title>
      <div className={styles.fields}>{children}</div>
    </section>
  );
}

/** Which of several fields is used; another one takes over what both have alike. */
function OneOf({ steps, oneOf }: { steps: readonly Step[]; oneOf: NonNullable<Parts["oneOf"]> }) {
  const id = useId();
  const { form, value } = useField(steps);
  const { used, label } = oneOf;
  const schemaOf = (key: string | undefined) => oneOf.fields.find((field) => field.key === key)?.schema;
  const choose = (next: string) => {
    const before = used === undefined ? undefined : valueAt(value, [used]);
    const carried = carriedOver(schemaOf(used), schemaOf(next), before);
    const others = Object.entries(value ?? {}).filter(([key]) => key !== used);
    form.change(steps, Object.fromEntries(next === "" ? others : [...others, [next, carried]]));
  };
  return (
    <div className={styles.field}>
      <div className={styles.label}>
        <label htmlFor={id}>{label}</label>
      </div>
      <select
        id={id}
        className={controls.input}
        data-path={pathOf(used === undefined ? steps : [...steps, used])}
        value={used ?? ""}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">choose …</option>
        {oneOf.fields.map(({ key }) => (
          <option key={key} value={key}>
            {key}
          </option>
        ))}
      </select>
    </div>
  );
}
