/** A field that one value is written into: its own widget for what the schema wants there. */
import { useState } from "react";
import { Button } from "~/components/Button";
import fields from "~/components/fields.module.css";
import type { Step } from "~/lib/yaml/values";
import { pathOf } from "~/lib/yaml/values";
import { useField } from "./context";
import { FieldFrame, type FieldIds } from "./FieldFrame";
import styles from "./Form.module.css";
import { FreeOffer } from "./FreeOffer";
import { Suggested } from "./Suggested";
import { isTooLong, shownText, typedValue } from "./scalars";
import { type Shape, shapeOf, wantedAt } from "./shape";
import { hintOf, unitOf } from "./words";

export interface NodeProps {
  steps: readonly Step[];
  label: string;
  isRequired?: boolean;
  /** An entry or an item, which stays when it is emptied. */
  isEntry?: boolean;
  /** Takes an entry or an item away. */
  onRemove?: (() => void) | undefined;
}

export function Single({ steps, label, isRequired = false, isEntry = false, onRemove }: NodeProps) {
  const { form, value, schema, place } = useField(steps);
  const path = pathOf(steps);
  const key = String(steps.at(-1) ?? "");
  const shape = shapeOf(schema, value);
  const [first] = useState(shape);
  const wanted = wantedAt(schema, first);
  const change = (next: unknown) => form.change(steps, next);
  const hint = place.hint ?? (isEntry && typeof steps.at(-1) === "number" ? undefined : hintOf(schema, key));
  const unit = unitOf(schema, key);
  const remove = onRemove && (
    <Button look="quiet" icon="trash" isIconOnly onClick={onRemove}>
      {`Remove ${label}`}
    </Button>
  );
  const isClearable = shape === "switch" && value !== undefined && !isRequired && !isEntry;
  return (
    <FieldFrame
      label={place.label ?? label}
      hint={isTooLong(value) ? "The number is too long for a form; edit it in the YAML." : hint}
      isRequired={isRequired}
      isCheck={shape === "switch"}
      findings={form.findings.get(path) ?? []}
      action={
        remove ??
        (isClearable && (
          <Button look="quiet" onClick={() => change(undefined)}>
            Unset<span className="visually-hidden"> {place.label ?? label}</span>
          </Button>
        ))
      }
      after={place.source?.of === "free" && <FreeOffer source={place.source} steps={steps} />}
    >
      {(ids) => (
        <Widget
          shape={shape}
          wanted={wanted}
          options={schema?.enum ?? []}
          value={value}
          unit={unit}
          ids={{ ...ids, "data-path": path, "aria-required": isRequired || undefined }}
          onChange={(next) => change(next === undefined && isEntry ? "" : next)}
          suggested={place.source && place.source.of !== "free" ? { source: place.source, steps } : undefined}
        />
      )}
    </FieldFrame>
  );
}

interface WidgetProps {
  shape: Shape;
  /** What the schema wants, whatever is there. */
  wanted: Shape;
  options: readonly unknown[];
  value: unknown;
  unit?: string | undefined;
  ids: FieldIds & { "data-path"?: string; "aria-required"?: true | undefined };
  onChange: (value: unknown) => void;
  suggested?: Parameters<typeof Suggested>[0]["of"] | undefined;
}

export function Widget({ shape, wanted, options, value, unit, ids, onChange, suggested }: WidgetProps) {
  if (shape === "switch") {
    return (
      <input {...ids} type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
    );
  }
  if (shape === "choice") return <Choice options={options} value={value} ids={ids} onChange={onChange} />;
  if (shape === "any") return <Json value={value} ids={ids} onChange={onChange} />;
  const text = shownText(value);
  if (suggested)
    return (
      <Suggested
        of={suggested}
        ids={ids}
        value={text}
        onChange={(next) => onChange(typedValue(next, wanted, undefined))}
      />
    );
  const isNumber = wanted === "whole" || wanted === "number";
  return (
    <span className={styles.line}>
      <input
        {...ids}
        type="text"
        inputMode={isNumber ? "numeric" : undefined}
        className={`mono ${fields.input} ${isNumber ? styles.number : ""}`}
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
        disabled={isTooLong(value)}
        value={text}
        onChange={(event) => onChange(typedValue(event.target.value, wanted, undefined))}
      />
      {unit && <span className="small soft">{unit}</span>}
    </span>
  );
}

function Choice({ options, value, ids, onChange }: Pick<WidgetProps, "options" | "value" | "ids" | "onChange">) {
  const chosen = options.indexOf(value);
  const isOther = chosen < 0 && value !== undefined && value !== null && value !== "";
  return (
    <select
      {...ids}
      className={fields.input}
      value={isOther ? "other" : value === "" || chosen < 0 ? "" : String(chosen)}
      onChange={(event) => onChange(event.target.value === "" ? undefined : options[Number(event.target.value)])}
    >
      <option value="">not set</option>
      {isOther && (
        <option value="other" disabled>
          {shownText(value)}
        </option>
      )}
      {options.map((one, at) =>
        one === "" ? null : (
          <option key={shownText(one)} value={at}>
            {shownText(one)}
          </option>
        ),
      )}
    </select>
  );
}

/** Anything, as JSON: where the schema says nothing of what may be there. */
function Json({ value, ids, onChange }: Pick<WidgetProps, "value" | "ids" | "onChange">) {
  // as it is typed until the field is left: writing it neatly would move the cursor
  const [typed, setTyped] = useState<string>();
  const text = typed ?? (value === undefined ? "" : JSON.stringify(value, null, 2));
  const isBad = typed !== undefined && !readJson(typed);
  return (
    <>
      <textarea
        {...ids}
        className={`mono ${fields.input} ${fields.area}`}
        rows={Math.min(12, text.split("\n").length)}
        spellCheck={false}
        aria-invalid={isBad || ids["aria-invalid"]}
        value={text}
        onChange={(event) => {
          const next = event.target.value;
          const read = readJson(next);
          setTyped(next);
          if (read) onChange(read.value);
        }}
        onBlur={() => !isBad && setTyped(undefined)}
      />
      {isBad && <span className={styles.error}>This is not JSON yet; the field keeps its value until it is.</span>}
    </>
  );
}

function readJson(text: string): { value: unknown } | undefined {
  if (text.trim() === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
