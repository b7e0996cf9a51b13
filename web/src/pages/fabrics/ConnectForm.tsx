/** Which directory of which branch becomes a fabric: both are picked from what the repository has, and shown before. */
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { useAddFabric } from "~/api/queries/fabrics";
import { useBranches, useLook } from "~/api/queries/picking";
import type { Layout, PublishMode, RepositoryView } from "~/api/types";
import { Combobox } from "~/components/Combobox";
import { SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { RadioField, SelectField, TextField } from "~/components/fields";
import fields from "~/components/fields.module.css";
import { Loaded } from "~/components/Loaded";
import { number } from "~/lib/words";
import { Directories } from "./Directories";
import { Found } from "./Found";
import { plainDirectory, proposedName } from "./picking";

const LAYOUTS: { value: Layout; label: string }[] = [
  { value: "in-place", label: "In place: an existing directory, nothing is moved" },
  { value: "managed", label: "Managed: managed/, raw/ as a drop box, unmanaged/" },
];

const PUBLISH: { value: PublishMode; label: string }[] = [
  { value: "manual", label: "When somebody publishes a change" },
  { value: "automatic", label: "Automatically, after a quiet period" },
];

interface Props {
  repositories: readonly RepositoryView[];
  /** The one to begin with. */
  first: string | undefined;
  onClose: () => void;
}

export function ConnectForm({ repositories, first, onClose }: Props) {
  const add = useAddFabric();
  const navigate = useNavigate();
  const known = repositories.find(({ name }) => name === first) ?? repositories[0];
  const [repository, setRepository] = useState(known?.name ?? "");
  const [branch, setBranch] = useState("");
  const [directory, setDirectory] = useState("");
  // what is looked at follows when the typing ends: the remote is asked for it
  const [at, setAt] = useState({ branch: "", directory: "" });
  const [name, setName] = useState<string>();
  const [layout, setLayout] = useState<Layout>();
  const [publish, setPublish] = useState<PublishMode>("manual");
  const look = useLook(repository, { ...at, layout });
  const usual = repositories.find((one) => one.name === repository)?.branch ?? "";
  const called = name ?? proposedName(plainDirectory(directory), repository);
  const laidOut = layout ?? look.data?.layout ?? "in-place";
  const isTaken = look.data?.taken_by != null && look.data.directory === plainDirectory(directory);

  const choose = (next: string) => {
    setRepository(next);
    setBranch("");
    setAt({ branch: "", directory: at.directory });
  };
  const lookAt = (next: { branch?: string; directory?: string }) => {
    if (next.branch !== undefined) setBranch(next.branch);
    if (next.directory !== undefined) setDirectory(next.directory);
    setAt({ ...at, ...next });
  };
  const connect = async (event: FormEvent) => {
    event.preventDefault();
    const body = {
      name: called,
      repository,
      directory: plainDirectory(directory),
      layout: laidOut,
      publish,
      ...(branch ? { branch } : {}),
    };
    try {
      await add.mutateAsync(body);
    } catch {
      // told below
      return;
    }
    await navigate({ to: "/fabrics/$fabric", params: { fabric: called } });
  };
  return (
    <form onSubmit={connect} className="stack">
      <SelectField
        label="Repository"
        value={repository}
        onChange={choose}
        options={repositories.map((one) => ({ value: one.name, label: one.name }))}
      />
      <BranchField repository={repository} usual={usual} value={branch} onChange={setBranch} onLook={lookAt} />
      <TextField
        label="Directory"
        value={directory}
        onChange={setDirectory}
        onBlur={() => lookAt({ directory: plainDirectory(directory) })}
        isMono
        hint="The repository's root when empty. One that is not there yet comes with the first publish."
      />
      <Loaded query={look}>
        {(found) => (
          <>
            <Directories look={found} onPick={(next) => lookAt({ directory: next })} />
            <Found look={found} />
          </>
        )}
      </Loaded>
      <TextField label="Name" value={called} onChange={setName} required isMono hint="Letters, digits, - _ and ." />
      <RadioField label="Layout" value={laidOut} onChange={setLayout} options={LAYOUTS} />
      <RadioField label="Publishing" value={publish} onChange={setPublish} options={PUBLISH} />
      {add.error && <ErrorView error={add.error} />}
      <SubmitActions onCancel={onClose} isBusy={add.isPending} disabled={isTaken}>
        Connect fabric
      </SubmitActions>
    </form>
  );
}

interface BranchProps {
  repository: string;
  /** The one that is meant when none is given. */
  usual: string;
  value: string;
  onChange: (branch: string) => void;
  onLook: (at: { branch: string }) => void;
}

/** A branch is picked from those that the remote has; another may be typed, for one that is not there yet. */
function BranchField({ repository, usual, value, onChange, onLook }: BranchProps) {
  const id = useId();
  const branches = useBranches(repository);
  const there = branches.data?.branches ?? [];
  const suggestions = there.map(({ name }) => ({ value: name, about: name === usual ? "for new fabrics" : undefined }));
  const more = (branches.data?.total ?? 0) - there.length;
  const note = branches.isPending
    ? "Asking the remote …"
    : more > 0
      ? `${number(more)} more are not listed; type the name.`
      : undefined;
  return (
    <div className={fields.field}>
      <label htmlFor={id}>Branch</label>
      <Combobox
        id={id}
        value={value}
        onChange={(next) => {
          onChange(next);
          // one that is there was chosen, or typed to its end
          if (there.some(({ name }) => name === next)) onLook({ branch: next });
        }}
        onBlur={() => onLook({ branch: value.trim() })}
        suggestions={suggestions}
        note={note}
        placeholder={usual}
      />
      {branches.error && <ErrorView error={branches.error} />}
    </div>
  );
}
