/** What can be done with a resource beside editing it: each is a draft in a change. */

import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { ResourceId } from "~/api/keys";
import type { ResourceDetail } from "~/api/types";
import { Button } from "~/components/Button";
import { Menu, MenuItem } from "~/components/Menu";
import { type DraftAction, DraftDialog } from "~/features/drafting/DraftDialog";
import { Impact } from "~/features/impact/Impact";
import { kindName } from "~/features/resource/identity";

interface Props {
  id: ResourceId;
  detail: ResourceDetail;
  /** The change that the address names. */
  change: string | undefined;
}

const SHOWN_FIRST = "What it would break is shown first";

export function ResourceMenu({ id, detail, change }: Props) {
  const [action, setAction] = useState<DraftAction>();
  const isOff = detail.state === "commented out";
  const canDuplicate = !isOff && detail.state !== "unreadable" && detail.state !== "duplicate";
  const navigate = useNavigate();
  const duplicate = () => {
    const { namespace, name } = detail;
    const search = { kind: kindName(detail), from: `${namespace || "-"}/${name}`, change };
    void navigate({ to: "/fabrics/$fabric/new", params: { fabric: id.fabric }, search });
  };
  return (
    <>
      <Menu
        button={
          <Button icon="more" look="plain">
            More actions
          </Button>
        }
      >
        {canDuplicate && (
          <MenuItem icon="copy" onSelect={duplicate}>
            Duplicate resource
          </MenuItem>
        )}
        {isOff ? (
          <MenuItem icon="plus" onSelect={() => setAction("uncomment")}>
            Uncomment resource
          </MenuItem>
        ) : (
          <MenuItem icon="fold" hint={SHOWN_FIRST} onSelect={() => setAction("comment-out")}>
            Comment out resource
          </MenuItem>
        )}
        <MenuItem icon="trash" isDangerous hint={SHOWN_FIRST} onSelect={() => setAction("delete")}>
          Delete resource
        </MenuItem>
      </Menu>
      {action && (
        <DraftDialog
          fabric={id.fabric}
          resources={[detail]}
          action={action}
          base={detail.evidence.commit ?? undefined}
          drafts={detail.drafts.map((draft) => draft.change)}
          note={
            action === "uncomment"
              ? undefined
              : (change) => <Impact fabric={id.fabric} resources={[detail]} change={change} />
          }
          onClose={() => setAction(undefined)}
        />
      )}
    </>
  );
}
