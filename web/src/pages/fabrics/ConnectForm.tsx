/** Which directory of which branch becomes a fabric: both are picked from what the repository has, and shown before. */
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useAddFabric } from "~/api/queries/fabrics";
import { useLook } from "~/api/queries/picking";
import type { Layout, PublishMode, RepositoryView } from "~/api/types";
import { AddressLink } from "~/components/AddressLink";
import { SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { RadioField, SelectField, TextField } from "~/components/fields";
import { Loaded } from "~/components/Loaded";
import { useRested } from "~/lib/rested";
import { BranchField } from "./BranchField";
import { Directories } from "./Directories";
import { Found } from "./Found";
import styles from "./Picking.module.css";
import { isOf, plainDirectory, proposedLayout, proposedName } from "./picking";

const LAYOUTS: { value: Layout; label: string }[] = [
  { value: "in-place", label: "In place: an existing directory, nothing is moved" },
  { value: "managed", label: "Managed: with the folders raw/, managed/ and unmanaged/" },
];

const MANAGED =
  "In a managed directory you may drop files into raw/: Hedgerow moves their resources into managed/ by a commit of its own, and never touches unmanaged/.";

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
  const [repository, setRepository] = useState(
    (repositories.find(({ name }) => name === first) ?? repositories[0])?.name ?? "",
  );
  const [branch, setBranch] = useState("");
  // until one is chosen, nothing is said of the root, which is where the choice begins
  const [directory, setDirectory] = useState<string>();
  const [name, setName] = useState<string>();
  const [layout, setLayout] = useState<Layout>();
  const [publish, setPublish] = useState<PublishMode>("manual");
  const place = { repository, branch: branch.trim(), directory: plainDirectory(directory ?? "") };
  // the remote is asked once the typing ends
  const rested = { branch: useRested(place.branch), directory: useRested(place.directory) };
  const look = useLook(repository, { ...rested, layout });
  const usual = repositories.find((one) => one.name === repository)?.branch ?? "";
  const found = look.data && isOf(look.data, place, usual) ? look.data : undefined;
  // what cannot be looked at can still be connected: the server says why not
  const isLooking = !found && !look.error;
  const isChosen = directory !== undefined;
  const called = name ?? (isChosen ? proposedName(place.directory, repository) : "");
  const laidOut = layout ?? (look.data ? proposedLayout(look.data) : "in-place");

  const connect = async (event: FormEvent) => {
    event.preventDefault();
    if (!isChosen || isLooking || add.isPending) return;
    const { branch: typed, ...rest } = place;
    const body = { name: called, ...rest, layout: laidOut, publish, ...(typed ? { branch: typed } : {}) };
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
      <div>
        <SelectField
          label="Repository"
          value={repository}
          onChange={setRepository}
          options={repositories.map((one) => ({ value: one.name, label: one.name }))}
        />
        <AddressLink href="/repositories?new=1" className="small">
          Connect another repository
        </AddressLink>
      </div>
      <BranchField key={repository} repository={repository} usual={usual} value={branch} onChange={setBranch} />
      <TextField
        label="Directory"
        value={directory ?? ""}
        onChange={(typed) => setDirectory(typed || undefined)}
        isMono
        hint="Pick one below or type it; / is the repository's root. One that is not there yet comes with the first publish."
      />
      <Loaded query={look}>
        {(seen) => (
          <div aria-busy={!found} className={styles.looked}>
            <Directories look={seen} onPick={(picked) => setDirectory(picked || "/")} />
            {isChosen && <Found look={seen} />}
          </div>
        )}
      </Loaded>
      <TextField label="Name" value={called} onChange={setName} required isMono hint="Letters, digits, - _ and ." />
      <RadioField label="Layout" value={laidOut} onChange={setLayout} options={LAYOUTS} hint={MANAGED} />
      <RadioField label="Publishing" value={publish} onChange={setPublish} options={PUBLISH} />
      {add.error && <ErrorView error={add.error} />}
      <SubmitActions
        onCancel={onClose}
        isBusy={add.isPending}
        disabled={!isChosen || isLooking || found?.taken_by != null}
      >
        Connect fabric
      </SubmitActions>
    </form>
  );
}
