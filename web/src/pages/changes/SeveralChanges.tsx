/** The buttons for changes that are selected: publish or discard each, shown before it is done. */
import { useMemo, useState } from "react";
import { asProblem } from "~/api/problem";
import { useChangeDiffs, useChangesInTurn } from "~/api/queries/changes";
import { useFabrics } from "~/api/queries/fabrics";
import { mayAnywhere } from "~/api/queries/me";
import type { ChangeView } from "~/api/types";
import { Button } from "~/components/Button";
import { BulkDialog } from "~/components/selection/BulkDialog";
import type { Outcome } from "~/components/selection/bulk";
import { useWho } from "~/features/permissions/whyNot";
import { count } from "~/lib/words";
import { branchOf, discardPlan, MOST, published, publishPlan } from "./several";

interface Props {
  selected: readonly ChangeView[];
  onDone: () => void;
}

export function SeveralChanges({ selected, onDone }: Props) {
  const [asked, setAsked] = useState<"publish" | "discard">();
  const { me } = useWho();
  const close = () => setAsked(undefined);
  return (
    <>
      <Button look="danger" onClick={() => setAsked("discard")}>
        Discard changes
      </Button>
      {mayAnywhere(me, "publish") && <Button onClick={() => setAsked("publish")}>Publish changes</Button>}
      {asked === "publish" && <Publish changes={selected} onDone={onDone} onClose={close} />}
      {asked === "discard" && <Discard changes={selected} onDone={onDone} onClose={close} />}
    </>
  );
}

interface AskedProps {
  changes: readonly ChangeView[];
  onDone: () => void;
  onClose: () => void;
}

/** Asks for one after the other; one that fails stops no other. */
async function inTurn(
  ids: readonly string[],
  act: (id: string) => Promise<Outcome>,
  onProgress: (done: number) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const id of ids) {
    try {
      outcomes.push(await act(id));
    } catch (error) {
      const { title, detail } = asProblem(error);
      outcomes.push({ id, done: undefined, refused: detail ?? title });
    }
    onProgress(outcomes.length);
  }
  return outcomes;
}

function Publish({ changes, onDone, onClose }: AskedProps) {
  // what was selected when the dialog opened
  const [asked] = useState(changes);
  const who = useWho();
  const fabrics = useFabrics().data ?? [];
  const diffs = useChangeDiffs(asked.slice(0, MOST).map(({ id }) => id));
  const planned = useMemo(() => diffs.data && publishPlan(asked, diffs.data, who), [asked, diffs.data, who]);
  const { publish, through } = useChangesInTurn();
  return (
    <BulkDialog
      title={`Publish ${count(asked.length, "change")}?`}
      description="Each is a commit of its own. What was edited, or came to Git, since this was shown is not published unseen: its change waits."
      planned={planned}
      error={diffs.error}
      thing="change"
      participle="published"
      action="Publish changes"
      run={async (ids, onProgress) => {
        // a branch is at what was published before, where it moved by that
        const heads = new Map<string, string>();
        const outcomes = await inTurn(
          ids,
          async (id) => {
            const change = asked.find((one) => one.id === id);
            const diff = diffs.data?.get(id);
            const branch = branchOf(change?.fabric ?? "", fabrics);
            const head = heads.get(branch) ?? (diff instanceof Error ? undefined : diff?.head);
            const report = await publish(id, {
              ...(head ? { previewed: head } : {}),
              ...(change?.revision ? { revision: change.revision } : {}),
            });
            if (report.commit) heads.set(branch, report.commit);
            return published(id, report);
          },
          onProgress,
        );
        through();
        return outcomes;
      }}
      onDone={onDone}
      onClose={onClose}
    />
  );
}

function Discard({ changes, onDone, onClose }: AskedProps) {
  const [asked] = useState(changes);
  const who = useWho();
  const { discard, through } = useChangesInTurn();
  const planned = useMemo(() => discardPlan(asked, who), [asked, who]);
  return (
    <BulkDialog
      title={`Discard ${count(asked.length, "change")}?`}
      description="Their drafts are dropped. Git does not change."
      planned={planned}
      thing="change"
      participle="discarded"
      action="Discard changes"
      isDangerous
      run={async (ids, onProgress) => {
        const outcomes = await inTurn(
          ids,
          async (id) => {
            await discard(id);
            return { id, done: "discarded", refused: undefined };
          },
          onProgress,
        );
        through();
        return outcomes;
      }}
      onDone={onDone}
      onClose={onClose}
    />
  );
}
