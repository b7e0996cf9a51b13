/** What can be done with a resource beside editing it: each is a draft in a change. */
import { useState } from "react";
import type { ResourceId } from "~/api/keys";
import type { ResourceDetail } from "~/api/types";
import { Button } from "~/components/Button";
import { Menu, MenuItem } from "~/components/Menu";
import { type DraftAction, DraftDialog } from "./DraftDialog";

export function ResourceMenu({ id, detail }: { id: ResourceId; detail: ResourceDetail }) {
  const [action, setAction] = useState<DraftAction>();
  const isOff = detail.state === "commented out";
  return (
    <>
      <Menu
        button={
          <Button icon="more" look="plain">
            More
          </Button>
        }
      >
        {isOff ? (
          <MenuItem icon="plus" onSelect={() => setAction("uncomment")}>
            Uncomment
          </MenuItem>
        ) : (
          <MenuItem icon="fold" onSelect={() => setAction("comment-out")}>
            Comment out
          </MenuItem>
        )}
        <MenuItem icon="trash" isDangerous onSelect={() => setAction("delete")}>
          Delete
        </MenuItem>
      </Menu>
      {action && <DraftDialog id={id} detail={detail} action={action} onClose={() => setAction(undefined)} />}
    </>
  );
}
