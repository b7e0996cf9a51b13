/** Connects a directory of a repository as a fabric. Reads it; writes nothing. */
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useAddFabric } from "~/api/queries/fabrics";
import { useRepositories } from "~/api/queries/repositories";
import type { Layout, PublishMode } from "~/api/types";
import { ButtonLink } from "~/components/Button";
import { Dialog, DialogActions, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { RadioField, SelectField, TextField } from "~/components/fields";
import { Loaded } from "~/components/Loaded";

interface Props {
  isOpen: boolean;
  onClose: () => void;
}

const LAYOUTS: { value: Layout; label: string }[] = [
  { value: "in-place", label: "In place: an existing directory, nothing is moved" },
  { value: "managed", label: "Managed: managed/, raw/ as a drop box, unmanaged/" },
];

const PUBLISH: { value: PublishMode; label: string }[] = [
  { value: "manual", label: "When somebody publishes a change" },
  { value: "automatic", label: "Automatically, after a quiet period" },
];

export function ConnectFabric({ isOpen, onClose }: Props) {
  const repositories = useRepositories();
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Connect a fabric"
      description="Its directory is read at once. Nothing is written to Git until somebody publishes."
    >
      <Loaded query={repositories}>
        {(found) =>
          found.length === 0 ? (
            <>
              <p className="soft">A fabric is a directory of a repository, and no repository is connected yet.</p>
              <DialogActions>
                <ButtonLink to="/repositories" search={{ new: "1" }} look="primary">
                  Connect a repository
                </ButtonLink>
              </DialogActions>
            </>
          ) : (
            <ConnectForm names={found.map((repository) => repository.name)} onClose={onClose} />
          )
        }
      </Loaded>
    </Dialog>
  );
}

function ConnectForm({ names, onClose }: { names: string[]; onClose: () => void }) {
  const add = useAddFabric();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [repository, setRepository] = useState(names[0] ?? "");
  const [branch, setBranch] = useState("");
  const [directory, setDirectory] = useState("");
  const [layout, setLayout] = useState<Layout>("in-place");
  const [publish, setPublish] = useState<PublishMode>("manual");
  const connect = async (event: FormEvent) => {
    event.preventDefault();
    const body = { name, repository, directory, layout, publish, ...(branch ? { branch } : {}) };
    try {
      await add.mutateAsync(body);
    } catch {
      // told below
      return;
    }
    await navigate({ to: "/fabrics/$fabric", params: { fabric: name } });
  };
  return (
    <form onSubmit={connect} className="stack">
      <TextField label="Name" value={name} onChange={setName} required isMono hint="Letters, digits, - _ and ." />
      <SelectField
        label="Repository"
        value={repository}
        onChange={setRepository}
        options={names.map((one) => ({ value: one, label: one }))}
      />
      <TextField
        label="Branch"
        value={branch}
        onChange={setBranch}
        isMono
        hint="The repository's default branch when empty."
      />
      <TextField
        label="Directory"
        value={directory}
        onChange={setDirectory}
        isMono
        hint="The repository's root when empty."
      />
      <RadioField label="Layout" value={layout} onChange={setLayout} options={LAYOUTS} />
      <RadioField label="Publishing" value={publish} onChange={setPublish} options={PUBLISH} />
      {add.error && <ErrorView error={add.error} />}
      <SubmitActions onCancel={onClose} isBusy={add.isPending}>
        Connect fabric
      </SubmitActions>
    </form>
  );
}
