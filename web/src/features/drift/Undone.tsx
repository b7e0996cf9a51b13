/** Edits in clusters that Argo CD or Flux undid: nothing of them is there any more, so that there is nothing to do. */
import { useState } from "react";
import { useUndone } from "~/api/queries/drift";
import type { UndoneView } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { AddressLink } from "~/components/AddressLink";
import { Button } from "~/components/Button";
import { Marked } from "~/components/Marked";
import { Time } from "~/components/Time";
import { spokenName } from "~/features/resource/identity";
import { count, number } from "~/lib/words";
import styles from "./Drift.module.css";

/** How many are shown before somebody asks for more. */
const FEW = 5;

interface Props {
  fabrics: readonly string[];
}

export function Undone({ fabrics }: Props) {
  const [isUnfolded, setUnfolded] = useState(false);
  const all = useUndone(fabrics);
  if (all.length === 0) return null;
  const shown = isUnfolded ? all : all.slice(0, FEW);
  return (
    <section className={styles.applying} aria-label="Edits undone in the cluster">
      <div className={styles.applyhead}>
        <h2>Edits undone in the cluster</h2>
        {all.length > FEW && (
          <Button onClick={() => setUnfolded(!isUnfolded)}>
            {isUnfolded ? "Show fewer" : `Show ${number(all.length)}`}
          </Button>
        )}
      </div>
      <p className="soft small">
        {count(all.length, "edit")} that Argo CD or Flux undid. They never came to Git; to keep one, edit it here.
      </p>
      <ol className="panel">
        {shown.map(({ fabric, undone }) => (
          <li key={`${fabric} ${spokenName(undone)} ${undone.path} ${undone.at}`} className={styles.undone}>
            <AddressLink href={resourceHref(fabric, undone)} className={`mono ${styles.name}`}>
              {spokenName(undone)}
            </AddressLink>
            {fabrics.length > 1 && <span className="muted small">{fabric}</span>}
            <UndoneLine undone={undone} />
          </li>
        ))}
      </ol>
    </section>
  );
}

export function UndoneLine({ undone }: { undone: UndoneView }) {
  return (
    <span className="soft">
      <Marked text={undone.sentence} />
      <span className="muted small">
        {" "}
        seen <Time at={undone.at} />
      </span>
    </span>
  );
}
