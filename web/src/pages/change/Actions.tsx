/**
 * The buttons of a change: the primary one, publish; once it is published, revert. What one may not do says why. Discarding it is
 * in a menu: this place is where one just pressed the way to publish it.
 */

import { useState } from "react";
import { useUndoSave } from "~/api/queries/changes";
import type { ChangeView, DiffView, SaveView } from "~/api/types";
import { Button } from "~/components/Button";
import { ConfirmDialog } from "~/components/Dialog";
import { Menu, MenuItem } from "~/components/Menu";
import { useToast } from "~/components/Toasts";
import { DiscardDialog } from "~/features/change/DiscardDialog";
import { largeDeletion, wordsOf } from "~/features/change/reason";
import { mayRevert, publishing as publishingOf } from "~/features/change/standing";
import { isFinished, isUnderWay } from "~/features/change/states";
import { type Who, whyNot } from "~/features/permissions/whyNot";
import { RevertChange } from "~/features/revert/RevertChange";
import { count } from "~/lib/words";
import styles from "./Actions.module.css";
import { Deleted } from "./Deleted";
import type { Publishing } from "./usePublishing";

interface Props {
  change: ChangeView;
  diff: DiffView | undefined;
  publishing: Publishing;
  who: Who;
}

export function Actions({ change, diff, publishing, who }: Props) {
  const [asked, setAsked] = useState<"discard" | "deletion">();
  const undo = useUndoSave();
  const say = useToast();
  if (isFinished(change.state)) return mayRevert(change, who) ? <RevertChange change={change} /> : null;
  const { label, why } = publishingOf(change, diff, who);
  const deletion = largeDeletion(change, diff);
  const mayDiscard = whyNot(who, "edit", change.fabric) === undefined && !isUnderWay(change.state);
  const save = change.last_save;
  const publish = () => {
    if (deletion) setAsked("deletion");
    // a failure stands on the page
    else void publishing.publish().catch(() => {});
  };
  return (
    <>
      <div className={styles.buttons}>
        {mayDiscard && save && (
          <Button
            isBusy={undo.isPending}
            title={`${savedWords(save)}: what it changed is undone`}
            onClick={() =>
              undo.mutate(
                { change: change.id, save: save.id },
                { onSuccess: () => say("The newest save is undone."), onError: (error) => say(error.message) },
              )
            }
          >
            Undo last save
          </Button>
        )}
        {mayDiscard && (
          <Menu
            button={
              <Button icon="more" look="plain">
                More actions
              </Button>
            }
          >
            <MenuItem icon="trash" isDangerous onSelect={() => setAsked("discard")}>
              Discard change
            </MenuItem>
          </Menu>
        )}
        <Button
          look="primary"
          disabled={why !== undefined && !publishing.isBusy}
          isBusy={publishing.isBusy}
          onClick={publish}
          aria-describedby={why ? "why-not-publish" : undefined}
        >
          {publishing.isBusy || isUnderWay(change.state) ? "Publishing …" : label}
        </Button>
        {why && (
          <p id="why-not-publish" className={`small soft ${styles.why}`}>
            {why}
          </p>
        )}
      </div>
      <DiscardDialog change={change} isOpen={asked === "discard"} onClose={() => setAsked(undefined)} />
      <ConfirmDialog
        isOpen={asked === "deletion"}
        onClose={() => setAsked(undefined)}
        title={`Publish ${change.change} with its deletions?`}
        action={label}
        isDangerous
        typed={change.fabric}
        details={<Deleted change={change} />}
        onConfirm={() => publishing.publish(true)}
      >
        {deletion && `This change is large: ${wordsOf(deletion).what} of ${change.fabric}.`}
      </ConfirmDialog>
    </>
  );
}

function savedWords({ author, resource, more }: SaveView): string {
  const others = more > 0 ? ` and ${count(more, "other")}` : "";
  return `${resource}${others}, saved by ${author.replace(/ <.*/, "")}`;
}
