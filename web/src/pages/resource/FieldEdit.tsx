/** Edits one value in place, and saves it in a change. */
import { type FormEvent, type KeyboardEvent, lazy, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ResourceId } from "~/api/keys";
import { useSaveDrafts } from "~/api/queries/resources";
import type { ResourceDetail } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { Loading } from "~/components/Loaded";
import { Late } from "~/components/late/Late";
import { Notice } from "~/components/Notice";
import { useSaid } from "~/features/drafting/Said";
import { changeOf, type TargetChoice } from "~/features/drafting/target";
import { useSchema } from "~/features/drafting/useSchema";
import { editName } from "~/features/resource/identity";
import { late } from "~/lib/late/late";
import { toYaml } from "~/lib/yaml/emit";
import { shownPath } from "~/lib/yaml/shownPath";
import styles from "./FieldsTab.module.css";
import { type FieldRow, setEdit } from "./fieldRows";
import { valueIn, widgetSteps } from "./fieldWidget";

const FieldWidget = lazy(late(() => import("~/features/forms/FieldWidget")));

interface Props {
  id: ResourceId;
  detail: ResourceDetail;
  row: FieldRow;
  choice: TargetChoice;
  onClose: () => void;
}

function asText(value: unknown): string {
  return value === undefined ? "" : toYaml(value);
}

export function FieldEdit({ id, detail, row, choice, onClose }: Props) {
  const { target } = choice;
  const field = useMemo(() => detail.fields.find(({ path }) => path === row.path), [detail.fields, row.path]);
  const raw = valueIn(field, target.name);
  const now = asText(raw);
  const [value, setValue] = useState(raw);
  const { schema, isPending } = useSchema(id.fabric, detail);
  const steps = useMemo(() => widgetSteps(detail, schema, row.path, raw), [detail, schema, row.path, raw]);
  // once it is typed as YAML it stays so, whatever the schema says when it arrives
  const [isYaml, setYaml] = useState(false);
  const isWidget = schema !== undefined && steps !== undefined && !isYaml;
  const [seen, setSeen] = useState(now);
  const [text, setText] = useState(now);
  const save = useSaveDrafts(id.fabric);
  const say = useSaid();
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (isPending) return;
    const input = form.current?.querySelector("input");
    input?.focus();
    input?.select();
  }, [isPending]);
  const change = useCallback((next: unknown) => {
    setValue(next);
    setText(asText(next));
  }, []);

  // another change has another value: an untouched field follows
  const isTouched = text !== seen;
  useEffect(() => {
    if (isTouched || now === seen) return;
    setSeen(now);
    setText(now);
    setValue(raw);
  }, [raw, now, seen, isTouched]);
  const isMoved = isTouched && now !== seen && now !== text;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (choice.isPending || save.isPending) return;
    if (isMoved) return setSeen(now);
    if (!isTouched) return onClose();
    try {
      const edits = [{ op: "set" as const, resource: editName(detail), fields: [setEdit(row.path, text)] }];
      const change = await save.mutateAsync({ ...changeOf(target), edits, base: detail.evidence.commit });
      choice.remember(change);
      say(`${shownPath(row.path)} is saved in ${change.change}, not in Git yet.`, change);
      onClose();
    } catch {
      // shown below
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
  };

  return (
    <form ref={form} onSubmit={submit} onKeyDown={onKeyDown} className={styles.form}>
      {isPending ? (
        // no field is shown that another one would replace while somebody types
        <Loading lines={1} />
      ) : isWidget ? (
        <Late meanwhile={<Loading lines={1} />}>
          <FieldWidget
            fabric={id.fabric}
            kind={detail}
            namespace={detail.namespace}
            root={detail.value}
            schema={schema}
            steps={steps}
            label={shownPath(row.path)}
            value={value}
            onChange={change}
          />
        </Late>
      ) : (
        <TextField
          label={shownPath(row.path)}
          hint="As YAML; empty removes the field."
          isMono
          value={text}
          onChange={(typed) => {
            setYaml(true);
            setText(typed);
          }}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      <div className={styles.buttons}>
        <Button type="submit" look="primary" isBusy={save.isPending}>
          {isMoved ? "Save my value anyway" : "Save field"}
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
      {isMoved && (
        <Notice tone="conflict" title="Somebody else saved another value meanwhile.">
          <p>
            It is <span className="mono">{now || "removed"}</span> now; you started from{" "}
            <span className="mono">{seen}</span>.
          </p>
        </Notice>
      )}
      {save.error && <ErrorView error={save.error} />}
    </form>
  );
}
