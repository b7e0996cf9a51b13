/** Edits one value in place, and saves it in a change. */
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { ResourceId } from "~/api/keys";
import { useSaveDrafts } from "~/api/queries/resources";
import type { ResourceDetail } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { Notice } from "~/components/Notice";
import { useSaid } from "~/features/drafting/Said";
import { changeOf, type TargetChoice } from "~/features/drafting/target";
import { editName } from "~/features/resource/identity";
import styles from "./FieldsTab.module.css";
import { type FieldRow, setEdit } from "./fieldRows";

interface Props {
  id: ResourceId;
  detail: ResourceDetail;
  row: FieldRow;
  choice: TargetChoice;
  onClose: () => void;
}

/** What the chosen change has there now. */
function valueIn(row: FieldRow, change: string): string {
  const cell = row.drafts[change] ?? row.git;
  return cell.kind === "none" || cell.kind === "gone" ? "" : cell.text;
}

export function FieldEdit({ id, detail, row, choice, onClose }: Props) {
  const { target } = choice;
  const now = valueIn(row, target.name);
  const [seen, setSeen] = useState(now);
  const [text, setText] = useState(now);
  const save = useSaveDrafts(id.fabric);
  const say = useSaid();
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    const input = form.current?.querySelector("input");
    input?.focus();
    input?.select();
  }, []);

  // another change has another value: an untouched field follows
  const isTouched = text !== seen;
  useEffect(() => {
    if (isTouched || now === seen) return;
    setSeen(now);
    setText(now);
  }, [now, seen, isTouched]);
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
      say(`${row.path} is saved in ${change.change}, not in Git yet.`, change);
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
      <TextField
        label={row.path}
        hint="As YAML; empty removes the field."
        isMono
        value={text}
        onChange={setText}
        autoComplete="off"
        spellCheck={false}
      />
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
