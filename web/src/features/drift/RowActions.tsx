/** What can be done about one resource that drifted, on its row: the same dialogs as for those that are selected. */
import { useMe } from "~/api/queries/me";
import { Button } from "~/components/Button";
import { Menu, MenuItem } from "~/components/Menu";
import { spokenName } from "~/features/resource/identity";
import { ACTION_HINTS, ACTION_LABELS, type DriftAction, offered } from "./actions";
import styles from "./Drift.module.css";
import type { DriftRow } from "./rows";

interface Props {
  row: DriftRow;
  onAct: (action: DriftAction, row: DriftRow) => void;
}

export function RowActions({ row, onAct }: Props) {
  const actions = offered([row], useMe());
  if (actions.length === 0) return null;
  return (
    <Menu
      button={
        <Button look="quiet" icon="more" className={styles.acton}>
          Actions <span className="visually-hidden">for {spokenName(row.drift)}</span>
        </Button>
      }
    >
      {actions.map((action) => (
        <MenuItem key={action} hint={ACTION_HINTS[action]} onSelect={() => onAct(action, row)}>
          {ACTION_LABELS[action]}
        </MenuItem>
      ))}
    </Menu>
  );
}
