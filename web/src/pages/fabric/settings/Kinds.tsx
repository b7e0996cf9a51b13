/** The kinds of a fabric: in which versions they are written, and where their schemas come from. */
import { useKinds } from "~/api/queries/fabrics";
import type { KindView } from "~/api/types";
import { Loaded } from "~/components/Loaded";
import { Time } from "~/components/Time";
import { kindsSentence, notesOf, schemaWords, servedWords } from "~/features/kinds/words";
import { count } from "~/lib/words";
import styles from "./Kinds.module.css";

export function Kinds({ fabric }: { fabric: string }) {
  const kinds = useKinds(fabric);
  return (
    <section aria-label="Kinds">
      <h2>Kinds</h2>
      <p className="soft">
        Files and drafts are held against the schemas of the fabric's cluster where it lives in one, else against those
        that the fabric was given or that are built in.
      </p>
      <Loaded query={kinds} lines={4}>
        {(all) => (
          <details className={styles.all}>
            <summary>{kindsSentence(all)}</summary>
            <ul className={styles.kinds}>
              {all.map((kind) => (
                <Kind key={`${kind.kind}.${kind.group}`} kind={kind} />
              ))}
            </ul>
          </details>
        )}
      </Loaded>
    </section>
  );
}

function Kind({ kind }: { kind: KindView }) {
  const told = kind.in_cluster;
  return (
    <li className={styles.kind}>
      <div className="line">
        <strong>{kind.kind}</strong>
        <span className="mono small muted">{kind.group || "core"}</span>
        <span className="small soft">{count(kind.resources, "resource")}</span>
      </div>
      <div className="small">
        Schema: {schemaWords(kind)}.{" "}
        {told ? (
          <>
            {servedWords(told)}, since <Time at={told.since} />, told <Time at={told.told_at} />.
          </>
        ) : (
          kind.version
        )}
      </div>
      {told &&
        notesOf(told).map((note) => (
          <div key={note} className="small soft">
            {note}
          </div>
        ))}
    </li>
  );
}
