/** The buttons for resources that are selected: each asks which change it goes into. */
import { lazy, useState } from "react";
import type { FabricView, ResourceView } from "~/api/types";
import { Button } from "~/components/Button";
import { Late } from "~/components/late/Late";
import { type DraftAction, DraftDialog } from "~/features/drafting/DraftDialog";
import { Impact } from "~/features/impact/Impact";
import { late } from "~/lib/late/late";
import { actionsFor, drafted } from "./actions";

const SetField = lazy(late(() => import("./setting/SetField")));

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
  const [setting, setSetting] = useState<readonly ResourceView[]>();
  const { action, resources = [] } = asked ?? {};
  const changes = resources.flatMap(({ change }) => (change ? [change] : []));
  return (
    <>
      <Button onClick={() => setSetting(selected)}>Set a field</Button>
      {actionsFor(selected).map((one) => (
        <Button
          key={one}
          look={one === "delete" ? "danger" : "plain"}
          onClick={() => setAsked({ action: one, resources: selected })}
        >
          {LABELS[one]}
        </Button>
      ))}
      {setting && (
        <Late meanwhile={null}>
          <SetField fabric={fabric.fabric} resources={setting} onClose={() => setSetting(undefined)} onDone={onDone} />
        </Late>
      )}
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
