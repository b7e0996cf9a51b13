/**
 * Moves something in two steps: where to, then what differs there. Nothing is moved that was not shown: what is typed after a
 * preview needs another one, and the server refuses what changed meanwhile.
 */
import { Link } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { ProblemError } from "~/api/problem";
import type { MoveView } from "~/api/types";
import { Button } from "~/components/Button";
import { Dialog, DialogActions, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { Marked } from "~/components/Marked";
import { useToast } from "~/components/Toasts";
import styles from "./Move.module.css";
import { MovePreview } from "./MovePreview";
import { isUnderWay, type Movable, mayMove, movedSentence } from "./words";

/** A request of the server, as far as it matters here. */
interface Act<Body> {
  mutate: (body: Body, then?: { onSuccess: (view: MoveView) => void }) => void;
  reset: () => void;
  data: MoveView | undefined;
  /** What was asked for last. */
  variables: Body | undefined;
  error: Error | null;
  isPending: boolean;
}

interface Props<Place> {
  what: Movable;
  name: string;
  description: string;
  place: Place;
  /** Whether the place can be asked for as it is typed; otherwise the fields say why not. */
  isComplete: boolean;
  /** Called where it was to be previewed and could not be. */
  onIncomplete: () => void;
  preview: Act<Place>;
  move: Act<Place>;
  onClose: () => void;
  /** The fields. */
  children: ReactNode;
}

export function MoveDialog<Place extends { previewed?: string | null }>(props: Props<Place>) {
  const { what, name, description, place, isComplete, onIncomplete, preview, move, onClose, children } = props;
  const toast = useToast();
  const form = useRef<HTMLFormElement>(null);
  const wasShown = useRef(false);
  const { data: view, variables: shown } = preview;
  const isShown = view !== undefined;

  // back from the preview, one goes on in the form
  useEffect(() => {
    if (wasShown.current && !isShown) form.current?.querySelector<HTMLElement>("input, select")?.focus();
    wasShown.current = isShown;
  }, [isShown]);

  const look = (at: Place) => {
    move.reset();
    preview.mutate(at);
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (preview.isPending) return;
    if (isComplete) look(place);
    else onIncomplete();
  };
  // where to is what was previewed, not what was typed while it was fetched
  const moveThere = (shown: Place, previewed: string) =>
    move.mutate(
      { ...shown, previewed },
      {
        onSuccess: (moved) => {
          toast(<Marked text={movedSentence(name, moved)} />);
          onClose();
        },
      },
    );
  const back = () => {
    move.reset();
    preview.reset();
  };

  return (
    <Dialog isOpen onClose={onClose} title={`Move ${what} ${name}`} description={description} isWide>
      {view && shown ? (
        <Preview
          what={what}
          name={name}
          view={view}
          move={move}
          onBack={back}
          onLook={() => look(shown)}
          onMove={() => moveThere(shown, view.head)}
        />
      ) : (
        <form ref={form} onSubmit={send} noValidate className={styles.form}>
          {children}
          {preview.error && <ErrorView error={preview.error} />}
          {preview.isPending && (
            <p role="status" className="soft">
              The new place is fetched and compared …
            </p>
          )}
          <SubmitActions onCancel={onClose} isBusy={preview.isPending}>
            Preview move
          </SubmitActions>
        </form>
      )}
    </Dialog>
  );
}

interface PreviewProps {
  what: Movable;
  name: string;
  view: MoveView;
  move: Pick<Act<never>, "error" | "isPending">;
  onBack: () => void;
  onLook: () => void;
  onMove: () => void;
}

function Preview({ what, name, view, move, onBack, onLook, onMove }: PreviewProps) {
  const region = useRef<HTMLElement>(null);
  // what differs is read before a button is pressed
  useEffect(() => region.current?.focus(), []);
  const mustLookAgain = (move.error instanceof ProblemError && move.error.status === 412) || isUnderWay(view);
  return (
    <section ref={region} tabIndex={-1} aria-label="Preview of the move" className={styles.preview}>
      <MovePreview what={what} view={view} />
      {move.error && (
        <ErrorView error={move.error}>
          {move.error instanceof ProblemError && move.error.problem.code === "run-under-way" && (
            <p>
              <Link to="/activity">Open the activity</Link>
            </p>
          )}
        </ErrorView>
      )}
      <DialogActions>
        <Button onClick={onBack} disabled={move.isPending}>
          Edit the new place
        </Button>
        {mustLookAgain ? (
          <Button look="primary" onClick={onLook}>
            Preview move again
          </Button>
        ) : (
          mayMove(what, view) && (
            <Button look="primary" isBusy={move.isPending} onClick={onMove}>
              Move {what} {name}
            </Button>
          )
        )}
      </DialogActions>
    </section>
  );
}
