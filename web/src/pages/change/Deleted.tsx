/** What a large deletion takes away, resource by resource, with the text that goes: before it is confirmed. */
import { useState } from "react";
import { useResource } from "~/api/queries/resources";
import type { ChangeView, DraftView } from "~/api/types";
import { Button } from "~/components/Button";
import { Loaded } from "~/components/Loaded";
import { addressOf, spokenName } from "~/features/resource/identity";
import { count, number } from "~/lib/words";
import styles from "./Deleted.module.css";

/** How many are listed at first, and with each press of the button. */
const STEP = 100;

export function Deleted({ change }: { change: ChangeView }) {
  const [shown, setShown] = useState(STEP);
  const gone = change.drafts.filter(({ action }) => action === "delete");
  if (gone.length === 0) return null;
  return (
    <section aria-label="What is deleted" className={styles.list}>
      <h3>{count(gone.length, "resource")} to delete</h3>
      <ul>
        {gone.slice(0, shown).map((draft) => (
          <li key={`${draft.kind}/${draft.namespace}/${draft.name}`}>
            <One fabric={change.fabric} draft={draft} />
          </li>
        ))}
      </ul>
      {gone.length > shown && (
        <div>
          <Button onClick={() => setShown(shown + STEP)}>
            Show {number(Math.min(STEP, gone.length - shown))} more
          </Button>
        </div>
      )}
    </section>
  );
}

function One({ fabric, draft }: { fabric: string; draft: DraftView }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="mono">{spokenName(draft)}</summary>
      {isOpen && <Text fabric={fabric} draft={draft} />}
    </details>
  );
}

function Text({ fabric, draft }: { fabric: string; draft: DraftView }) {
  const resource = useResource(addressOf(fabric, draft));
  return (
    <Loaded query={resource} lines={3}>
      {({ data }) => (
        <>
          <p className="small soft mono">{data.path}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <pre tabIndex={0} className={styles.gone}>
            {(data.text ?? "")
              .trimEnd()
              .split("\n")
              .map((line) => `− ${line}`)
              .join("\n")}
          </pre>
        </>
      )}
    </Loaded>
  );
}
