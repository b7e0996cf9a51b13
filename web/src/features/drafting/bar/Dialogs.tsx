/** The dialogs of the bar's menu, loaded with the first that is opened. */
import type { ChangeView } from "~/api/types";
import { DiscardDialog } from "~/features/change/DiscardDialog";
import type { BarDialog } from "./ChangeMenu";
import { NameDialog, RenameDialog } from "./NameDialog";
import { SplitDialog } from "./SplitDialog";

interface Props {
  dialog: BarDialog;
  change: ChangeView;
  /** One's open changes of the fabric. */
  others: readonly ChangeView[];
  onClose: () => void;
}

export default function Dialogs({ dialog, change, others, onClose }: Props) {
  switch (dialog) {
    case "rename":
      return <RenameDialog change={change} onClose={onClose} />;
    case "split":
      return <SplitDialog change={change} others={others} onClose={onClose} />;
    case "begin":
      return <NameDialog fabric={change.fabric} onClose={onClose} />;
    case "discard":
      return <DiscardDialog change={change} isOpen onClose={onClose} />;
  }
}
