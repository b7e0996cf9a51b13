/** Somebody else saved while one was typing: both texts are there, and nothing of either is lost. */
import { lazy } from "react";
import { Button } from "~/components/Button";
import { DialogActions } from "~/components/Dialog";
import { Late } from "~/components/late/Late";
import { Notice } from "~/components/Notice";
import { PersonName } from "~/components/PersonName";
import { Time } from "~/components/Time";
import { late } from "~/lib/late/late";
import styles from "./EditorPane.module.css";
import type { Version } from "./session";

const MergeEditor = lazy(late(() => import("./MergeEditor")));

interface Props {
  theirs: Version;
  mine: string;
  change: string;
  isSaving: boolean;
  onChange: (mine: string) => void;
  /** Replaces theirs. */
  onSaveMine: () => void;
  onTakeTheirs: () => void;
  onEditOn: () => void;
}

export function Moved({ theirs, mine, change, isSaving, onChange, onSaveMine, onTakeTheirs, onEditOn }: Props) {
  return (
    <section aria-label="Both texts" className="stack">
      <Notice tone="conflict" title={<Title theirs={theirs} change={change} />}>
        <p>
          Yours was not saved and is not lost: theirs is on the left, yours on the right. Edit on the right, take over
          parts of theirs with the arrows in between, then save.
        </p>
      </Notice>
      <div className={`panel ${styles.merge}`}>
        <Late meanwhile={<pre className={styles.plain}>{mine}</pre>}>
          <MergeEditor theirs={theirs.text} mine={mine} onChange={onChange} onSave={onSaveMine} />
        </Late>
      </div>
      <DialogActions>
        <Button onClick={onTakeTheirs}>Use their text</Button>
        <Button onClick={onEditOn}>Hide their text</Button>
        <Button look="primary" isBusy={isSaving} onClick={onSaveMine}>
          Save my text
        </Button>
      </DialogActions>
    </section>
  );
}

function Title({ theirs, change }: { theirs: Version; change: string }) {
  if (theirs.revision === 0) return "Git's text changed while you were typing.";
  return (
    <>
      {theirs.author ? <PersonName person={theirs.author} /> : "Somebody"} saved another text in {change}
      {theirs.at !== undefined && (
        <>
          {" "}
          (<Time at={theirs.at} />)
        </>
      )}{" "}
      while you were typing.
    </>
  );
}
