/** Entries that a person names: each is renamed, removed, and one more is added by its name. */
import { type KeyboardEvent, useId, useState } from "react";
import { Button } from "~/components/Button";
import fields from "~/components/fields.module.css";
import { isMap } from "~/lib/yaml/fieldPath";
import { pathOf, type Step } from "~/lib/yaml/values";
import type { Source } from "./arrangement";
import { useField } from "./context";
import { Fields } from "./Fields";
import styles from "./Form.module.css";
import { Group } from "./Group";
import { Node } from "./Node";
import type { NodeProps } from "./Single";
import { Suggested } from "./Suggested";
import { begun, schemaAtSteps, shapeOf } from "./shape";

export function Entries({ steps, label, isRequired, onRemove }: NodeProps) {
  const { form, value, schema, place } = useField(steps);
  const what = place.named?.label ?? "Entry";
  const names = isMap(value) ? Object.keys(value) : [];
  const add = (name: string) => {
    form.change([...steps, name], begun(schemaAtSteps(schema, [name])));
    form.focusSoon(pathOf([...steps, name]));
  };
  return (
    <Group steps={steps} label={label} isRequired={isRequired} onRemove={onRemove}>
      {names.map((name) => (
        <Entry
          key={name}
          steps={[...steps, name]}
          name={name}
          what={what}
          others={names}
          source={place.named?.source}
        />
      ))}
      <AddEntry what={what} names={names} source={place.named?.source} steps={steps} onAdd={add} />
    </Group>
  );
}

interface EntryProps {
  steps: readonly Step[];
  name: string;
  what: string;
  others: readonly string[];
  source: Source | undefined;
}

function Entry({ steps, name, what, others, source }: EntryProps) {
  const { form, value, schema } = useField(steps);
  const remove = () => form.change(steps, undefined);
  const title = `${what} ${name}`;
  if (shapeOf(schema, value) !== "fields") return <Node steps={steps} label={name} isEntry onRemove={remove} />;
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      <div className={styles.head}>
        <Name what={what} name={name} others={others} source={source} steps={steps} />
        <Button look="quiet" icon="trash" onClick={remove}>
          Remove<span className="visually-hidden"> {title}</span>
        </Button>
      </div>
      <Fields steps={steps} label={title} isBare />
    </fieldset>
  );
}

/** The name of an entry; it holds when it is left, or with Enter. */
function Name({ steps, name, what, others, source }: EntryProps) {
  const id = useId();
  const { form } = useField(steps);
  const [typed, setTyped] = useState(name);
  const problem =
    typed !== name &&
    (typed.trim() === "" ? "An entry has a name." : others.includes(typed) && `There is a ${typed} already.`);
  const rename = () => {
    if (typed === name) return;
    if (problem) return setTyped(name);
    form.rename(steps, typed);
    form.focusSoon(pathOf([...steps.slice(0, -1), typed]));
  };
  return (
    <div className={styles.name}>
      <label htmlFor={id} className="small">{`Name of the ${lower(what)}`}</label>
      {source ? (
        <Suggested of={{ source, steps }} ids={bare(id)} value={typed} onChange={setTyped} onEnter={rename} />
      ) : (
        <input
          id={id}
          type="text"
          className={`mono ${fields.input}`}
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="none"
          value={typed}
          aria-invalid={Boolean(problem) || undefined}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={rename}
          onKeyDown={(event) => onEnter(event, rename)}
        />
      )}
      {source && typed !== name && (
        <Button disabled={Boolean(problem)} onClick={rename}>
          Rename
        </Button>
      )}
      {problem && <span className={styles.error}>{problem}</span>}
    </div>
  );
}

interface AddProps {
  steps: readonly Step[];
  what: string;
  names: readonly string[];
  source: Source | undefined;
  onAdd: (name: string) => void;
}

function AddEntry({ steps, what, names, source, onAdd }: AddProps) {
  const id = useId();
  const [name, setName] = useState("");
  const isTaken = names.includes(name);
  const add = () => {
    if (name.trim() === "" || isTaken) return;
    onAdd(name.trim());
    setName("");
  };
  const label = `Name of ${names.length > 0 ? "another" : "the first"} ${lower(what)}`;
  return (
    <div className={styles.add}>
      <div className={styles.name}>
        <label htmlFor={id} className="small">
          {label}
        </label>
        {source ? (
          <Suggested of={{ source, steps }} ids={bare(id)} value={name} onChange={setName} onEnter={add} />
        ) : (
          <input
            id={id}
            type="text"
            className={`mono ${fields.input}`}
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="none"
            value={name}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => onEnter(event, add)}
          />
        )}
      </div>
      <Button icon="plus" disabled={name.trim() === "" || isTaken} onClick={add}>
        Add {lower(what)}
      </Button>
      {isTaken && <span className={styles.error}>There is a {name} already.</span>}
    </div>
  );
}

function onEnter(event: KeyboardEvent, act: () => void): void {
  if (event.key !== "Enter") return;
  event.preventDefault();
  act();
}

function bare(id: string) {
  return { id, "aria-describedby": undefined, "aria-invalid": undefined };
}

/** `Subnet` within a sentence; `VPC` stays. */
function lower(what: string): string {
  return /^[A-Z][a-z]/.test(what) ? what[0]?.toLowerCase() + what.slice(1) : what;
}
