/** Moves a fabric to another repository, branch or directory. */
import { useState } from "react";
import { useMoveFabric, usePreviewFabricMove } from "~/api/queries/fabrics";
import { useRepositories } from "~/api/queries/repositories";
import type { FabricView } from "~/api/types";
import { SelectField, TextField } from "~/components/fields";
import { MoveDialog } from "~/features/move/MoveDialog";

interface Props {
  fabric: FabricView;
  onClose: () => void;
}

export function MoveFabric({ fabric, onClose }: Props) {
  const repositories = useRepositories();
  const [repository, setRepository] = useState(fabric.repository);
  const [branch, setBranch] = useState(fabric.branch);
  const [directory, setDirectory] = useState(fabric.directory);
  const [isTried, setTried] = useState(false);
  const preview = usePreviewFabricMove(fabric.fabric);
  const move = useMoveFabric(fabric.fabric);
  const known = (repositories.data ?? []).map(({ name }) => name);
  const names = known.includes(fabric.repository) ? known : [fabric.repository, ...known];
  const hasBranch = branch.trim() !== "";

  return (
    <MoveDialog
      what="fabric"
      name={fabric.fabric}
      description="Hedgerow reads the fabric from the new place from then on. Drafts are kept, and nothing in Git changes."
      place={{ repository, branch: branch.trim(), directory: directory.trim() }}
      isComplete={hasBranch}
      onIncomplete={() => setTried(true)}
      preview={preview}
      move={move}
      onClose={onClose}
    >
      <SelectField
        label="Repository"
        value={repository}
        onChange={setRepository}
        options={names.map((name) => ({ value: name, label: name }))}
      />
      <TextField
        label="Branch"
        isMono
        value={branch}
        onChange={setBranch}
        autoComplete="off"
        spellCheck={false}
        error={isTried && !hasBranch ? "the branch is needed" : undefined}
      />
      <TextField
        label="Directory"
        isMono
        hint="The repository's root when empty."
        value={directory}
        onChange={setDirectory}
        autoComplete="off"
        spellCheck={false}
      />
    </MoveDialog>
  );
}
