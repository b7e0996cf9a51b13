/** The audit's filter, kept in the address. What is typed is asked for when the typing rests. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useFabrics } from "~/api/queries/fabrics";
import { useAddressText } from "~/app/useAddressText";
import { Button } from "~/components/Button";
import { SelectField, TextField } from "~/components/fields";
import { SavedFilters } from "~/features/filters/SavedFilters";
import styles from "./Audit.module.css";
import { type AuditSearch, FIELDS } from "./filter";
import { ACTION_CHOICES } from "./words";

const OUTCOMES = [
  { value: "", label: "Every outcome" },
  { value: "done", label: "Done" },
  { value: "refused", label: "Refused" },
  { value: "failed", label: "Failed" },
];

const ANY_ACTION = { value: "", label: "Everything" };

export function Filters({ search }: { search: AuditSearch }) {
  const navigate = useNavigate({ from: "/audit" });
  const fabrics = useFabrics();
  const isSet = FIELDS.some((field) => search[field] !== undefined);
  const hasTimes = search.since !== undefined || search.until !== undefined;
  const [isOpen, setOpen] = useState(false);
  const set = (field: keyof AuditSearch) => (value: string) =>
    void navigate({ search: () => ({ ...search, [field]: value || undefined }), replace: true });

  return (
    <div className={styles.filters}>
      <SelectField
        label="What"
        value={search.action ?? ""}
        options={[ANY_ACTION, ...ACTION_CHOICES]}
        onChange={set("action")}
      />
      <Typed field="actor" label="Who" placeholder="login" />
      <Typed field="subject" label="On what" placeholder="change bigger-pool" />
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
        {!isOpen && !hasTimes && (
          <Button look="quiet" icon="clock" onClick={() => setOpen(true)}>
            Time
          </Button>
        )}
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
}

function Typed({ field, label, placeholder }: TypedProps) {
  const [text, setText] = useAddressText(field);
  return (
    <TextField
      label={label}
      placeholder={placeholder}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      value={text}
      onChange={setText}
    />
  );
}
