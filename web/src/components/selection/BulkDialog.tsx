/** Asks before something is done to several things: what would become of each, and why some are refused; then what became of them. */
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "~/components/Button";
import { Dialog, DialogActions, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { Loading } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import pairs from "~/components/pairs.module.css";
import { count } from "~/lib/words";
import { goingOn, type Outcome, type Planned, planWords, refusedFirst } from "./bulk";
import styles from "./Selection.module.css";

interface Props {
  title: string;
  description?: ReactNode;
  /** What would become of each; nothing while it is asked for. */
  planned: readonly Planned[] | undefined;
  /** Why that cannot be told. */
  error?: unknown;
  /** What one of them is, in the singular: `conflict`. */
  thing: string;
  /** What happens to them: `decided`. */
  participle: string;
  /** The button. */
  action: string;
  isDangerous?: boolean;
  /** Carries it out; told how many are done as it goes. */
  run: (ids: readonly string[], onProgress: (done: number) => void) => Promise<Outcome[]>;
  /** It was carried out, wholly or in part. */
  onDone: () => void;
  onClose: () => void;
  /** Fields above the buttons. */
  children?: ReactNode;
}

/** More than anybody reads in a dialog. */
const MANY = 200;

export function BulkDialog(props: Props) {
  const {
    title,
    description,
    planned,
    error,
    thing,
    participle,
    action,
    isDangerous = false,
    run,
    onDone,
    onClose,
  } = props;
  const [progress, setProgress] = useState<number>();
  const [outcomes, setOutcomes] = useState<Outcome[]>();
  const [failure, setFailure] = useState<unknown>();
  // what was seen when it was confirmed: news of what is done does not change what is told of it
  const [confirmed, setConfirmed] = useState<readonly Planned[]>();
  const plan = confirmed ?? planned;
  const ids = plan ? goingOn(plan) : [];

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (ids.length === 0 || progress !== undefined) return;
    setConfirmed(plan);
    setProgress(0);
    setFailure(undefined);
    try {
      setOutcomes(await run(ids, setProgress));
    } catch (problem) {
      setFailure(problem);
      setConfirmed(undefined);
    } finally {
      setProgress(undefined);
    }
  };
  const close = () => {
    if (progress !== undefined) return;
    if (outcomes) onDone();
    onClose();
  };

  if (outcomes) {
    const names = new Map(plan?.map(({ id, name }) => [id, name]));
    const shown = outcomes.map(({ done, ...one }) => ({ ...one, name: names.get(one.id) ?? one.id, will: done }));
    return (
      <Dialog isOpen onClose={close} title={title} isWide>
        <p role="status">{planWords(shown, thing, participle, true)}</p>
        <Items items={shown} label="What became of each" isDone />
        <DialogActions>
          <Button look="primary" onClick={close}>
            Close
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog isOpen onClose={close} title={title} description={description} isWide>
      <form onSubmit={submit} className="stack">
        {plan === undefined ? (
          error ? (
            <ErrorView error={error} />
          ) : (
            <Loading lines={3} />
          )
        ) : (
          <>
            <p role="status">{planWords(plan, thing, participle, false)}</p>
            <Items items={plan} label="What would become of each" />
          </>
        )}
        {props.children}
        {failure !== undefined && <ErrorView error={failure} />}
        {progress !== undefined && (
          <p role="status" className="small soft">
            {progress} of {count(ids.length, thing)}
          </p>
        )}
        <SubmitActions
          onCancel={close}
          isBusy={progress !== undefined}
          isDangerous={isDangerous}
          disabled={ids.length === 0}
        >
          {action}
        </SubmitActions>
      </form>
    </Dialog>
  );
}

interface ItemsProps {
  items: readonly (Planned & Pick<Outcome, "waits">)[];
  label: string;
  isDone?: boolean;
}

function Items({ items, label, isDone = false }: ItemsProps) {
  const shown = refusedFirst(items).slice(0, MANY);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <ul className={`panel ${styles.names}`} aria-label={label} tabIndex={0}>
      {shown.map(({ id, name, will, refused, waits }) => (
        <li key={id} className={pairs.item}>
          <span>{name}</span>
          {waits !== undefined ? (
            <span className="soft">{waits}</span>
          ) : refused === undefined ? (
            <span className={isDone ? styles.done : "soft"}>
              {isDone && "✓ "}
              {will}
            </span>
          ) : (
            <span className={styles.refused}>
              refused: <Marked text={refused} />
            </span>
          )}
        </li>
      ))}
      {items.length > MANY && <li className={`muted ${pairs.item}`}>and {items.length - MANY} more</li>}
    </ul>
  );
}
