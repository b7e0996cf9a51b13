/** The audit's filter, kept in the address. What is typed is asked for when the typing rests. */
import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useFabrics } from "~/api/queries/fabrics";
import { useAddressText } from "~/app/useAddressText";
import { Button } from "~/components/Button";
import { SelectField, TextField } from "~/components/fields";
import field from "~/components/fields.module.css";
import { Menu, MenuItem, MenuLine } from "~/components/Menu";
import { SavedFilters } from "~/features/filters/SavedFilters";
import styles from "./Audit.module.css";
import { type AuditSearch, FIELDS, PERIODS } from "./filter";
import { ACTION_GROUPS } from "./words";

const OUTCOMES = [
  { value: "", label: "Every outcome" },
  { value: "done", label: "Done" },
  { value: "refused", label: "Refused" },
  { value: "failed", label: "Failed" },
];

export function Filters({ search }: { search: AuditSearch }) {
  const navigate = useNavigate({ from: "/audit" });
  const fabrics = useFabrics();
  const isSet = FIELDS.some((field) => search[field] !== undefined);
  const hasTimes = search.since !== undefined || search.until !== undefined;
  const [isOpen, setOpen] = useState(false);
  const set = (field: keyof AuditSearch) => (value: string) =>
    void navigate({ search: () => ({ ...search, [field]: value || undefined }), replace: true });
  const setSince = (since: string) =>
    void navigate({ search: () => ({ ...search, since, until: undefined }), replace: true });

  return (
    <div className={styles.filters}>
      <What value={search.action ?? ""} onChange={set("action")} />
      <Typed field="actor" label="Who" placeholder="login" />
      <Typed
        field="subject"
        label="On what"
        placeholder="VPC/web"
        hint="A part of its name. For all of a sort, choose under What."
      />
      <SelectField
        label="Fabric"
        value={search.fabric ?? ""}
        options={[
          { value: "", label: "All" },
          ...withKnown(
            (fabrics.data ?? []).map((one) => one.fabric),
            search.fabric,
          ).map((name) => ({ value: name, label: name })),
        ]}
        onChange={set("fabric")}
      />
      <SelectField label="Outcome" value={search.outcome ?? ""} options={OUTCOMES} onChange={set("outcome")} />
      {(isOpen || hasTimes) && (
        <>
          <TextField label="Since" type="datetime-local" value={search.since ?? ""} onChange={set("since")} />
          <TextField label="Until" type="datetime-local" value={search.until ?? ""} onChange={set("until")} />
        </>
      )}
      <div className={styles.buttons}>
        <Menu
          align="start"
          button={
            <Button look="quiet" icon="clock">
              Time
            </Button>
          }
        >
          {PERIODS.map(({ label, since }) => (
            <MenuItem key={label} onSelect={() => setSince(since(Date.now()))}>
              {label}
            </MenuItem>
          ))}
          <MenuLine />
          <MenuItem onSelect={() => setOpen(true)}>Since … until …</MenuItem>
        </Menu>
        <SavedFilters page="audit" />
        {isSet && (
          <Button look="quiet" icon="cross" onClick={() => void navigate({ search: {}, replace: true })}>
            Clear filters
          </Button>
        )}
      </div>
    </div>
  );
}

function withKnown(names: string[], asked: string | undefined): string[] {
  return asked && !names.includes(asked) ? [...names, asked] : names;
}

/** The server takes one action, so that a group is no more than a heading. */
function What({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div className={field.field}>
      <label htmlFor={id}>What</label>
      <select id={id} className={field.input} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">Everything</option>
        {ACTION_GROUPS.map(({ about, actions }) => (
          <optgroup key={about} label={about}>
            {actions.map((action) => (
              <option key={action.value} value={action.value}>
                {action.label}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

interface TypedProps {
  field: keyof AuditSearch;
  label: string;
  placeholder: string;
  hint?: string;
}

function Typed({ field, label, placeholder, hint }: TypedProps) {
  const [text, setText] = useAddressText(field);
  return (
    <TextField
      label={label}
      placeholder={placeholder}
      hint={hint}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      value={text}
      onChange={setText}
    />
  );
}
