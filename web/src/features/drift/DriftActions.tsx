/** The buttons for drift that is selected, and the dialogs behind them: each shows what would become of what before it is done. */
import { useState } from "react";
import { useMe } from "~/api/queries/me";
import { Button } from "~/components/Button";
import { ACTION_LABELS, type DriftAction, offered, sameFabric } from "./actions";
import { Heed, Ignore } from "./Ignore";
import { Reapply } from "./Reapply";
import type { DriftRow } from "./rows";
import { Take } from "./Take";

interface Props {
  selected: readonly DriftRow[];
  /** It was done, wholly or in part: nothing is selected any more. */
  onDone: () => void;
}

export function DriftActions({ selected, onDone }: Props) {
  const me = useMe();
  // what was selected when the button was pressed: news does not change what is asked
  const [asked, setAsked] = useState<AskedOf>();
  const actions = offered(selected, me);
  const fabric = sameFabric(selected);
  const isOfSeveral = selected.length > 0 && fabric === undefined;
  const takes = actions.some((action) => action === "accept" || action === "import");
  return (
    <>
      {actions.map((action) => (
        <Button
          key={action}
          disabled={isOfSeveral && (action === "accept" || action === "import")}
          onClick={() => setAsked({ action, rows: selected })}
        >
          {ACTION_LABELS[action]}
        </Button>
      ))}
      {isOfSeveral && takes && (
        <span className="soft small">A change is of one fabric: select rows of one to take.</span>
      )}
      {asked && <Asked {...asked} onDone={onDone} onClose={() => setAsked(undefined)} />}
    </>
  );
}

/** What is asked for, of what. */
export interface AskedOf {
  action: DriftAction;
  rows: readonly DriftRow[];
}

interface AskedProps extends AskedOf {
  onDone: () => void;
  onClose: () => void;
}

export function Asked({ action, rows, onDone, onClose }: AskedProps) {
  const ends = { onDone, onClose };
  switch (action) {
    case "accept":
    case "import":
      return <Take what={action} rows={rows} {...ends} />;
    case "reapply":
      return <Reapply rows={rows} {...ends} />;
    case "ignore":
      return <Ignore rows={rows} {...ends} />;
    case "heed":
      return <Heed rows={rows} {...ends} />;
  }
}
