/** Asks which change a deletion, or a switching off or on, of one resource or several goes into; saves it there, all or none. */
import type { ReactNode } from "react";
import { Dialog } from "~/components/Dialog";
import { editName, type Named, spokenName } from "~/features/resource/identity";
import { count } from "~/lib/words";
import styles from "./DraftDialog.module.css";
import { DraftForm } from "./DraftForm";

export type DraftAction = "delete" | "comment-out" | "uncomment";

const WORDS: Record<DraftAction, { verb: string; done: [one: string, several: string]; what: [string, string] }> = {
  delete: {
    verb: "Delete",
    done: ["is deleted", "are deleted"],
    what: [
      "Its document is taken out of its file when the change is published. Nothing changes in Git before.",
      "Their documents are taken out of their files when the change is published. Nothing changes in Git before.",
    ],
  },
  "comment-out": {
    verb: "Comment out",
    done: ["is commented out", "are commented out"],
    what: [
      "Its document is put in comments when the change is published, so that it can be uncommented unchanged.",
      "Their documents are put in comments when the change is published, so that they can be uncommented unchanged.",
    ],
  },
  uncomment: {
    verb: "Uncomment",
    done: ["is uncommented", "are uncommented"],
    what: [
      "Its document is taken out of its comments when the change is published.",
      "Their documents are taken out of their comments when the change is published.",
    ],
  },
};

/** More than anybody reads in a dialog. */
const MANY = 500;

interface Props {
  fabric: string;
  resources: readonly Named[];
  action: DraftAction;
  /** The commit at which the fabric was read. */
  base: string | undefined;
  /** Changes that have drafts of them already. */
  drafts?: readonly string[];
  /** What is drafted of each of several, as the end of a line. */
  each?: (at: number) => string;
  /** What else is to be known before; it may depend on the open change that is chosen. */
  note?: ReactNode | ((change: string | undefined) => ReactNode);
  onClose: () => void;
  /** It is saved. */
  onDone?: () => void;
}

export function DraftDialog({ fabric, resources, action, base, drafts, each, note, onClose, onDone }: Props) {
  const { verb, done, what } = WORDS[action];
  const [first] = resources;
  const isOne = resources.length === 1 && first !== undefined;
  const name = isOne ? spokenName(first) : count(resources.length, "resource");
  return (
    <Dialog isOpen onClose={onClose} title={`${verb} ${name}?`} description={what[isOne ? 0 : 1]}>
      <DraftForm
        fabric={fabric}
        edits={resources.map((resource) => ({ op: action, resource: editName(resource) }))}
        base={base}
        drafts={drafts}
        action={`${verb} ${name}`}
        isDangerous={action === "delete"}
        done={`${name} ${done[isOne ? 0 : 1]}`}
        onClose={onClose}
        onDone={onDone}
      >
        {(change) => (
          <>
            {!isOne && <Names resources={resources} each={each} />}
            {typeof note === "function" ? note(change) : note && <p>{note}</p>}
          </>
        )}
      </DraftForm>
    </Dialog>
  );
}

function Names({ resources, each }: Pick<Props, "resources"> & { each: Props["each"] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <ul className={`mono ${styles.names}`} aria-label="Resources" tabIndex={0}>
      {resources.slice(0, MANY).map((resource, at) => (
        <li key={`${editName(resource)} ${resource.namespace}`}>
          {spokenName(resource)} {each && <span className={styles.each}>{each(at)}</span>}
        </li>
      ))}
      {resources.length > MANY && <li className={styles.each}>and {resources.length - MANY} more</li>}
    </ul>
  );
}
