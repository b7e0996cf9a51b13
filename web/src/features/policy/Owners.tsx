/** Whom fields belong to: asked before any rule. */
import { useState } from "react";
import type { FieldOwner, UsedView } from "~/api/types";
import { Button } from "~/components/Button";
import { Marked } from "~/components/Marked";
import { Ordered } from "./Ordered";
import { OwnerDialog } from "./OwnerDialog";
import styles from "./Policy.module.css";
import { ownerSentence, timesOf } from "./policy";
import { TakeBack } from "./TakeBack";

interface Props {
  fabric: string | null;
  owners: readonly FieldOwner[];
  used: readonly UsedView[];
  isReadOnly: boolean;
  onChange: (owners: FieldOwner[]) => void;
}

export function Owners({ fabric, owners, used, isReadOnly, onChange }: Props) {
  const [at, setAt] = useState<number>();
  const everywhere = fabric === null;
  const opened = at === undefined ? undefined : owners[at];
  const timesFor = ({ path }: FieldOwner) => timesOf(used, { owned: path, everywhere });
  return (
    <section className={styles.column} aria-labelledby="owners-of-policy">
      <div className={styles.head}>
        <h2 id="owners-of-policy">Owners of fields</h2>
        {!isReadOnly && (
          <Button icon="plus" onClick={() => setAt(owners.length)}>
            Add owner
          </Button>
        )}
      </div>
      {owners.length === 0 ? (
        <p className="soft small">No field has an owner. Owners decide before any rule.</p>
      ) : (
        <Ordered
          label="Owners of fields"
          items={owners}
          idOf={({ kind, path }) => `${path}${kind ? ` of ${kind}` : ""}`}
          isReadOnly={isReadOnly}
          onMove={onChange}
        >
          {(owner, place) => (
            <>
              <div className={styles.words}>
                <Marked text={ownerSentence(owner)} />
                <div className="small soft">{timesFor(owner)} decided in 30 days</div>
              </div>
              <div className={styles.acts}>
                {!isReadOnly && (
                  <>
                    <Button look="quiet" icon="edit" isIconOnly onClick={() => setAt(place)}>
                      {`Edit owner of ${owner.path}`}
                    </Button>
                    <Button
                      look="quiet"
                      icon="trash"
                      isIconOnly
                      onClick={() => onChange(owners.filter((_, other) => other !== place))}
                    >
                      {`Remove owner of ${owner.path}`}
                    </Button>
                    <TakeBack
                      fabric={fabric}
                      used={{ owned: owner.path, ...(everywhere && { everywhere }) }}
                      times={timesFor(owner)}
                      name={`the owner of ${owner.path}`}
                    />
                  </>
                )}
              </div>
            </>
          )}
        </Ordered>
      )}
      {at !== undefined && (
        <OwnerDialog
          title={opened ? "Change owner" : "Add owner"}
          owner={opened ?? { path: "", owner: "git" }}
          onTake={(owner) => {
            const after = [...owners];
            after[at] = owner;
            onChange(after);
          }}
          onClose={() => setAt(undefined)}
        />
      )}
    </section>
  );
}
