/** The buttons for conflicts that are selected: one side for all of them, shown before it is done. */
import { useEffect, useRef, useState } from "react";
import { useResolveMany } from "~/api/queries/conflicts";
import type { ConflictView, Side } from "~/api/types";
import { Button } from "~/components/Button";
import { TextField } from "~/components/fields";
import { BulkDialog } from "~/components/selection/BulkDialog";
import { useDecided } from "~/features/conflict/Decided";
import type { ConflictSet } from "~/features/conflict/set";
import { FROM_THE_CLUSTER, isGitWithCluster, sidesOf } from "~/features/conflict/withCluster";
import { count } from "~/lib/words";
import { became, planned } from "./taking";

const SIDES: readonly { side: Side; label: string }[] = [
  { side: "git", label: "Take Git" },
  { side: "draft", label: "Take draft" },
  { side: "cluster", label: "Take cluster" },
  { side: "base", label: "Take base" },
];

interface Props {
  selected: readonly ConflictSet[];
  onDone: () => void;
}

export function TakeSide({ selected, onDone }: Props) {
  const [side, setSide] = useState<Side>();
  const conflicts = selected.flatMap((set) => set.conflicts);
  // of a side that none of them has nothing can be taken
  const sides = SIDES.filter((one) => conflicts.some((conflict) => sidesOf(conflict).includes(one.side)));
  return (
    <>
      {sides.map((one) => (
        <Button key={one.side} onClick={() => setSide(one.side)}>
          {one.label}
        </Button>
      ))}
      {side && <Asked side={side} conflicts={conflicts} onDone={onDone} onClose={() => setSide(undefined)} />}
    </>
  );
}

interface AskedProps {
  side: Side;
  conflicts: readonly ConflictView[];
  onDone: () => void;
  onClose: () => void;
}

function Asked({ side, conflicts, onDone, onClose }: AskedProps) {
  // what was selected when the dialog opened: news does not change what is asked
  const [asked] = useState(conflicts);
  const [why, setWhy] = useState("");
  const [into, setInto] = useState("");
  const isDrafted = side !== "git" && asked.some(isGitWithCluster);
  const preview = useResolveMany();
  const resolve = useResolveMany();
  const say = useDecided();
  const decided = useRef<ConflictView[]>([]);
  const { mutate } = preview;
  useEffect(() => {
    mutate({ conflicts: asked.map(({ id }) => id), take: side, preview: true });
  }, [mutate, asked, side]);
  const many = count(asked.length, "conflict");
  return (
    <BulkDialog
      title={`Take ${side === "git" ? "Git" : side} in ${many}?`}
      description={`Each is decided on its own. Deciding pushes nothing, and is taken back until its change is published.${isDrafted ? " Between Git and the cluster, what Git takes is drafted in a change." : ""}`}
      planned={preview.data && planned(asked, preview.data)}
      error={preview.error}
      thing="conflict"
      participle="decided"
      action={`Take ${side === "git" ? "Git" : side}`}
      run={async (ids) => {
        const conflicts = ids.map(Number);
        const outcomes = await resolve.mutateAsync({
          conflicts,
          take: side,
          preview: false,
          ...(why.trim() && { why: why.trim() }),
          ...(isDrafted && into.trim() && { change: into.trim() }),
        });
        decided.current = outcomes.flatMap(({ conflict }) => conflict ?? []);
        return became(outcomes);
      }}
      onDone={() => {
        say(decided.current);
        onDone();
      }}
      onClose={onClose}
    >
      {isDrafted && (
        <TextField
          label="Change in which Git takes it (optional)"
          hint={`“${FROM_THE_CLUSTER}” unless you name another; one that does not exist yet is opened.`}
          value={into}
          maxLength={200}
          onChange={setInto}
        />
      )}
      <TextField
        label="Why (optional)"
        hint="Kept with each decision, and in the audit."
        value={why}
        maxLength={500}
        onChange={setWhy}
      />
    </BulkDialog>
  );
}
