/** Which field is set, and to what: searched for among those that the selected kinds have, or typed. */
import { type FormEvent, lazy, useId, useMemo, useState } from "react";
import { useKindSchemas } from "~/api/queries/resources";
import type { ResourceView } from "~/api/types";
import { Button } from "~/components/Button";
import { Combobox } from "~/components/Combobox";
import { SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { CheckField, TextField } from "~/components/fields";
import { Loading } from "~/components/Loaded";
import { Late } from "~/components/late/Late";
import { Notice } from "~/components/Notice";
import { asSchema } from "~/features/drafting/schema";
import { kindName } from "~/features/resource/identity";
import { late } from "~/lib/late/late";
import { toYaml } from "~/lib/yaml/emit";
import { carried, firstValue, type Given, meant, offered, pathProblem, widgetSteps } from "./fields";
import styles from "./Setting.module.css";

const FieldWidget = lazy(late(() => import("~/features/forms/FieldWidget")));

export interface Chosen {
  path: string;
  /** As YAML. */
  value: string;
  /** As the control of the field has it, where it has one. */
  raw?: unknown;
  /** What a person gave last, whatever the field was then: it is kept for the next one. */
  given?: Given;
  isRemoved: boolean;
}

interface Props {
  fabric: string;
  resources: readonly ResourceView[];
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
  /** Why it cannot be previewed. */
  problem: string | undefined;
  isBusy: boolean;
  error: Error | null;
  onCancel: () => void;
  onPreview: () => void;
}

/** The schemas of more kinds are not asked for: what they have is typed. */
const KINDS = 12;

export function Choice({ fabric, resources, chosen, onChange, problem, isBusy, error, onCancel, onPreview }: Props) {
  const id = useId();
  const [isTried, setTried] = useState(false);
  const kinds = useMemo(() => [...new Map(resources.map((row) => [kindName(row), row])).entries()], [resources]);
  const asked = useKindSchemas(
    fabric,
    kinds.slice(0, KINDS).map(([kind]) => kind),
  );
  const schemas = asked.map(({ data }) => asSchema(data));
  const [first] = resources;
  const sole = kinds.length === 1 ? schemas[0] : undefined;
  const path = chosen.path.trim();
  const steps = useMemo(() => widgetSteps(sole, path), [sole, path]);
  const suggestions = offered(schemas, chosen.path);
  const near = meant(suggestions, path);
  const wrongPath = pathProblem(path);
  const isEmpty = !chosen.isRemoved && chosen.value.trim() === "";

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrongPath === undefined && !isEmpty && problem === undefined && !isBusy) onPreview();
  };
  const rename = (next: string) => {
    const { given, isRemoved } = chosen;
    const to = next.trim();
    const kept = given === undefined ? {} : { given };
    if (widgetSteps(sole, to) === undefined)
      return onChange({ path: next, value: given?.yaml ?? "", ...kept, isRemoved });
    const raw = given === undefined ? undefined : carried(sole, to, given);
    onChange({ path: next, value: raw === undefined ? firstValue(sole, to) : toYaml(raw), raw, ...kept, isRemoved });
  };

  return (
    <form onSubmit={submit} className="stack">
      <div className={styles.field}>
        <label htmlFor={id}>Field</label>
        <Combobox
          id={id}
          value={chosen.path}
          onChange={rename}
          suggestions={suggestions}
          aria-invalid={isTried && wrongPath !== undefined}
          aria-describedby={`${id}-note`}
        />
        <span id={`${id}-note`} className={`small ${isTried && wrongPath ? styles.wrong : "soft"}`}>
          {isTried && wrongPath ? wrongPath : "One of those of the selected kinds, or any path."}
        </span>
        {near !== undefined && (
          <span className="small" role="status">
            {path} is not a known field: did you mean{" "}
            <Button look="quiet" onClick={() => rename(near)}>
              {near}
            </Button>
          </span>
        )}
      </div>
      {!chosen.isRemoved &&
        (sole && steps && first ? (
          <Late meanwhile={<Loading lines={1} />}>
            <FieldWidget
              key={path}
              fabric={fabric}
              kind={first}
              namespace={first.namespace}
              root={NOTHING}
              schema={sole}
              steps={steps}
              label="Value"
              value={chosen.raw}
              hasFocus={false}
              onChange={(next) => {
                const yaml = next === undefined ? "" : toYaml(next);
                onChange({ ...chosen, value: yaml, raw: next, given: { yaml, raw: next } });
              }}
            />
          </Late>
        ) : (
          <TextField
            label="Value"
            hint="As YAML."
            isMono
            value={chosen.value}
            onChange={(typed) => onChange({ ...chosen, value: typed, given: { yaml: typed } })}
            spellCheck={false}
          />
        ))}
      {isTried && isEmpty && <p className={`small ${styles.wrong}`}>Give the value, or remove the field.</p>}
      <CheckField
        label="Remove the field"
        isChecked={chosen.isRemoved}
        onChange={(isRemoved) => onChange({ ...chosen, isRemoved })}
      />
      {problem && <Notice tone="conflict" title={problem} />}
      {error && <ErrorView error={error} />}
      <SubmitActions onCancel={onCancel} isBusy={isBusy} disabled={problem !== undefined}>
        Preview
      </SubmitActions>
    </form>
  );
}

const NOTHING = {};
