/** What a move would do, fabric by fabric. */
import type { MoveView } from "~/api/types";
import { Marked } from "~/components/Marked";
import { Notice } from "~/components/Notice";
import { historySentence, moveLines } from "./words";

export function MovePreview({ view }: { view: MoveView }) {
  if (view.there) return <p>It is there already.</p>;
  return (
    <section aria-label="What differs there">
      <p>
        To <Marked text={view.to} />
        {view.fabrics.length === 0 && ". No fabric lives there."}
      </p>
      {view.fabrics.map((fabric) => (
        <div key={fabric.fabric}>
          <h3>{fabric.fabric}</h3>
          <p>{historySentence(fabric)}</p>
          {fabric.obstacle && (
            <Notice tone="conflict" title="It cannot move">
              <Marked text={`${fabric.obstacle}.`} />
            </Notice>
          )}
          <ul>
            {moveLines(fabric).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
