/** Which columns a table shows. */
import { Button } from "~/components/Button";
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuLine } from "~/components/Menu";
import type { Column } from "./column";

interface Props<Row> {
  columns: readonly Column<Row>[];
  isShown: (column: Column<Row>) => boolean;
  /** Whether it is shown where the table is wide enough, and left out now. */
  isWithoutRoom: (column: Column<Row>) => boolean;
  chosen: Record<string, boolean>;
  onChange: (chosen: Record<string, boolean>) => void;
}

/** The first column is what a row is, and stays. */
export function ColumnChoice<Row>({ columns, isShown, isWithoutRoom, chosen, onChange }: Props<Row>) {
  if (columns.length < 3) return null;
  return (
    <Menu
      button={
        <Button look="quiet" icon="columns" isIconOnly>
          Choose columns
        </Button>
      }
    >
      <MenuLabel>Columns</MenuLabel>
      {columns.slice(1).map((column) => (
        <MenuCheck
          key={column.id}
          isChecked={isShown(column)}
          onChange={(isChecked) => onChange({ ...chosen, [column.id]: isChecked })}
        >
          {column.header} {isWithoutRoom(column) && <span className="small muted">no room</span>}
        </MenuCheck>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => onChange({})}>Reset columns</MenuItem>
    </Menu>
  );
}
