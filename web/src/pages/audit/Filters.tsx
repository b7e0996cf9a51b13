/** The audit's filter, kept in the address. What is typed is asked for when the typing rests. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useFabrics } from "~/api/queries/fabrics";
import { useAddressText } from "~/app/useAddressText";
import { Button } from "~/components/Button";
import { SelectField, TextField } from "~/components/fields";
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

const ANY_ACTION: { value: string; label: string } = { value: "", label: "Everything" };

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
      <SelectField
        label="What"
        value={search.action ?? ""}
        options={[ANY_ACTION]}
        // the server takes one action, so that a group is no more than a heading
        groups={ACTION_GROUPS}
        onChange={set("action")}
      />
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
