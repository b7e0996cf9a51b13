/** One identity in several documents of Git: they are side by side, and one is kept, as a change. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useCopies, useKeepCopy } from "~/api/queries/conflicts";
import { useFabrics } from "~/api/queries/fabrics";
import { useMay } from "~/api/queries/me";
import type { ConflictView, CopiesView, CopyView } from "~/api/types";
import { Button } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { Dialog } from "~/components/Dialog";
import { DiffView } from "~/components/diff/DiffView";
import { wholeText } from "~/components/diff/useFolds";
import { Loaded } from "~/components/Loaded";
import { Notice } from "~/components/Notice";
import { Time } from "~/components/Time";
import { CommitName } from "~/features/commit/CommitName";
import { FileAtHost } from "~/features/commit/FileAtHost";
import { titleOf } from "~/features/conflict/set";
import { SaveForm } from "~/features/drafting/DraftForm";
import { count, number } from "~/lib/words";
import { keepBody, placeOfCopy } from "./copies";
import styles from "./Duplicate.module.css";

export function Duplicate({ conflict }: { conflict: ConflictView }) {
  return <Loaded query={useCopies(conflict.id)}>{(found) => <Copies conflict={conflict} found={found} />}</Loaded>;
}

interface Props {
  conflict: ConflictView;
  found: CopiesView;
}

function Copies({ conflict, found }: Props) {
  const [kept, setKept] = useState<CopyView>();
  const mayEdit = useMay("edit", conflict.fabric);
  const { copies, more, chosen } = found;
  const mayKeep = mayEdit && more === 0 && copies.length > 1;
  const others = copies.slice(1);
  return (
    <>
      {chosen.map((one) => (
        <Notice key={one.change_id} tone="draft" title={`${one.path} is kept in a change, not in Git yet.`}>
          <p>
            <Link to="/changes/$change" params={{ change: one.change_id }}>
              <em>{one.change}</em>
            </Link>{" "}
            by {one.author.name} takes the other {one.goes.length === 1 ? "document" : "documents"} out of{" "}
            {one.goes.join(" and ")}.
          </p>
        </Notice>
      ))}
      {copies.length < 2 ? (
        <p className="soft">It has one document by now; the next sync closes this conflict.</p>
      ) : (
        <p className="soft">
          Which of them is right? Until one is kept, or the others are deleted or renamed in Git, none is overwritten.
          {more > 0 && ` There are ${number(more)} more: delete some in Git first.`}
        </p>
      )}
      <ul className={styles.copies} aria-label="Documents">
        {copies.map((copy) => (
          <li key={placeOfCopy(copy)} className="panel">
            <Copy fabric={conflict.fabric} copy={copy} onKeep={mayKeep ? () => setKept(copy) : undefined} />
          </li>
        ))}
      </ul>
      {others.map((copy) => (
        <section key={placeOfCopy(copy)} aria-label={`Difference to ${placeOfCopy(copy)}`}>
          <h2>{others.length === 1 ? "What differs" : `What differs in ${placeOfCopy(copy)}`}</h2>
          <DiffView diff={copy.diff ?? ""} empty="Both say the same." wholeOf={() => wholeText(copy.text, "after")} />
        </section>
      ))}
      {kept && <KeepDialog conflict={conflict} found={found} kept={kept} onClose={() => setKept(undefined)} />}
    </>
  );
}

interface CopyProps {
  fabric: string;
  copy: CopyView;
  /** Left out where it cannot be kept. */
  onKeep: (() => void) | undefined;
}

function Copy({ fabric, copy, onKeep }: CopyProps) {
  const commit = useFabrics().data?.find((one) => one.fabric === fabric)?.commit;
  const { text, changed } = copy;
  return (
    <>
      <div className={styles.head}>
        <div>
          <strong>
            <FileAtHost fabric={fabric} commit={commit} path={copy.path} line={copy.line}>
              {placeOfCopy(copy)}
            </FileAtHost>
          </strong>
          {changed && (
            <div className="soft small">
              {changed.by}, <Time at={changed.at} />, <CommitName commit={changed.commit} fabric={fabric} />
            </div>
          )}
        </div>
        <CopyButton text={text} label={`Copy the YAML of ${placeOfCopy(copy)}`} />
        {onKeep && (
          <Button onClick={onKeep} aria-label={`Keep ${placeOfCopy(copy)}`}>
            Keep this one
          </Button>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre tabIndex={0} className={styles.text}>
        {text}
      </pre>
    </>
  );
}

function KeepDialog({ conflict, found, kept, onClose }: Props & { kept: CopyView; onClose: () => void }) {
  const keep = useKeepCopy(conflict.id);
  const others = found.copies.filter((copy) => copy !== kept);
  const what = others.length === 1 ? "The other document is" : `The ${count(others.length, "other document")} are`;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Keep ${placeOfCopy(kept)}?`}
      description={`${what} taken out of ${others.map(placeOfCopy).join(" and ")} when the change is published. Nothing changes in Git before.`}
    >
      <SaveForm
        fabric={conflict.fabric}
        save={{
          run: (change) => keep.mutateAsync({ ...change, ...keepBody(found.copies, kept) }),
          isPending: keep.isPending,
          error: keep.error,
        }}
        drafts={found.chosen.map((one) => one.change)}
        action="Keep this one"
        done={`${titleOf(conflict)} keeps one document`}
        onClose={onClose}
      />
    </Dialog>
  );
}
