/** What else can be done with one's change: another one, another name, a part of it elsewhere, or to discard it. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ChangeView } from "~/api/types";
import { Button } from "~/components/Button";
import { Menu, MenuChoice, MenuItem, MenuLine } from "~/components/Menu";
import { chooseTarget } from "../target";

export type BarDialog = "rename" | "split" | "begin" | "discard";

interface Props {
  change: ChangeView;
  others: readonly ChangeView[];
  onOpen: (dialog: BarDialog) => void;
}

export function ChangeMenu({ change, others, onOpen }: Props) {
  const { fabric } = change;
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { change?: string };
  const to = (name: string) => {
    chooseTarget(fabric, { name, isNew: false });
    // a page that names a change in its address follows
    if (search.change) void navigate({ to: ".", search: { ...search, change: name } as never, replace: true });
  };
  return (
    <Menu
      button={
        <Button look="quiet" icon="more" isIconOnly>
          More of your change
        </Button>
      }
    >
      <MenuItem onSelect={() => onOpen("rename")}>Rename…</MenuItem>
      {change.drafts.length > 1 && <MenuItem onSelect={() => onOpen("split")}>Move edits to another change…</MenuItem>}
      <MenuItem onSelect={() => onOpen("begin")}>Begin another change…</MenuItem>
      {others.length > 1 && (
        <>
          <MenuLine />
          <MenuChoice
            label={`Edits in ${fabric} go to`}
            value={change.change}
            options={others.map(({ change: name }) => ({ value: name, label: name }))}
            onChange={to}
          />
        </>
      )}
      <MenuLine />
      <MenuItem icon="trash" isDangerous onSelect={() => onOpen("discard")}>
        Discard change
      </MenuItem>
    </Menu>
  );
}
