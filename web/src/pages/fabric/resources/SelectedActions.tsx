/** The buttons for resources that are selected: each asks which change it goes into. */
import { useState } from "react";
import type { FabricView, ResourceView } from "~/api/types";
import { Button } from "~/components/Button";
import { type DraftAction, DraftDialog } from "~/features/drafting/DraftDialog";
import { Impact } from "~/features/impact/Impact";
import { actionsFor, drafted } from "./actions";

const LABELS: Record<DraftAction, string> = {
  "comment-out": "Comment out resources",
  uncomment: "Uncomment resources",
  delete: "Delete resources",
};

interface Props {
  fabric: FabricView;
  selected: readonly ResourceView[];
  /** It is saved: nothing is selected any more. */
  onDone: () => void;
}

export function SelectedActions({ fabric, selected, onDone }: Props) {
  // what was selected when the button was pressed
  const [asked, setAsked] = useState<{ action: DraftAction; resources: readonly ResourceView[] }>();
  const { action, resources = [] } = asked ?? {};
  const changes = resources.flatMap(({ change }) => (change ? [change] : []));
  return (
    <>
      {actionsFor(selected).map((one) => (
        <Button
          key={one}
          look={one === "delete" ? "danger" : "plain"}
          onClick={() => setAsked({ action: one, resources: selected })}
        >
          {LABELS[one]}
        </Button>
      ))}
      {action && (
        <DraftDialog
          fabric={fabric.fabric}
          resources={resources}
          action={action}
          base={fabric.commit ?? undefined}
          drafts={changes}
          each={(at) => drafted(action, resources[at])}
          note={
            action === "uncomment"
              ? undefined
              : (change) => <Impact fabric={fabric.fabric} resources={resources} change={change} />
          }
          onClose={() => setAsked(undefined)}
          onDone={onDone}
        />
      )}
    </>
  );
}
