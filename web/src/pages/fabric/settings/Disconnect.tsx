/** Disconnects a fabric, with the drafts that were listed. The remote need not answer. */
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useChanges } from "~/api/queries/changes";
import { useRemoveFabric } from "~/api/queries/fabrics";
import type { ChangeView, FabricView } from "~/api/types";
import { Button } from "~/components/Button";
import { ConfirmDialog } from "~/components/Dialog";
import { Loaded } from "~/components/Loaded";
import { count } from "~/lib/words";
import styles from "./SettingsTab.module.css";

interface Props {
  fabric: FabricView;
  /** Why whoever looks may not disconnect it. */
  why: string | undefined;
}

export function Disconnect({ fabric, why }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section aria-label="Disconnect">
      <h2>Disconnect</h2>
      <p className="soft">
        Hedgerow removes the fabric from its database, with its drafts and conflicts. Nothing in Git changes, and the
        remote need not answer. Connected again, it is read again.
      </p>
      {why === undefined ? (
        <div className="line">
          <Button look="danger" onClick={() => setOpen(true)}>
            Disconnect {fabric.fabric}
          </Button>
        </div>
      ) : (
        <p className="soft small">{why}</p>
      )}
      {isOpen && <Confirm fabric={fabric.fabric} onClose={() => setOpen(false)} />}
    </section>
  );
}

function Confirm({ fabric, onClose }: { fabric: string; onClose: () => void }) {
  const changes = useChanges({ fabric });
  const remove = useRemoveFabric(fabric);
  const navigate = useNavigate();
  const drafts = changes.data?.reduce((all, change) => all + change.drafts.length, 0);
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Disconnect ${fabric}`}
      action={drafts ? `Discard ${count(drafts, "draft")} and disconnect` : "Disconnect fabric"}
      isDangerous
      isDisabled={drafts === undefined}
      typed={fabric}
      onConfirm={async () => {
        await remove.mutateAsync(drafts ?? 0);
        await navigate({ to: "/fabrics" });
      }}
      details={<Loaded query={changes}>{(all) => <Drafts changes={all.filter(hasDrafts)} />}</Loaded>}
    >
      Nothing in Git changes. Drafts that are not published are discarded; after that only the audit has them.
    </ConfirmDialog>
  );
}

function hasDrafts(change: ChangeView): boolean {
  return change.drafts.length > 0;
}

/** Every draft that is discarded, by change. */
function Drafts({ changes }: { changes: readonly ChangeView[] }) {
  if (changes.length === 0) return <p>There are no drafts.</p>;
  return (
    // a long list is scrolled, by keyboard too
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className={styles.drafts} aria-label="Drafts that are discarded" tabIndex={0}>
      {changes.map((change) => (
        <div key={change.id}>
          <Link to="/changes/$change" params={{ change: change.id }}>
            {change.change}
          </Link>
          <ul>
            {change.drafts.map(({ action, kind, namespace, name, author }) => (
              <li key={`${kind}/${namespace}/${name}`}>
                {action}{" "}
                <code>
                  {kind}/{name}
                </code>{" "}
                <span className="muted">by {author.name}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
