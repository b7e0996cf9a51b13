/** The end of a dialog that drafts something: which change it goes into; saves it there, all or none, and says so. */
import type { FormEvent, ReactNode } from "react";
import { useSaveDrafts } from "~/api/queries/resources";
import type { ChangeView, DraftEdit } from "~/api/types";
import { SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { Into } from "./Into";
import { useSaid } from "./Said";
import { changeOf, existingChange, useTarget } from "./target";

/** Saves something into the change that was chosen. */
export interface Saving {
  run: (change: { change?: string }) => Promise<ChangeView>;
  isPending: boolean;
  error: Error | null;
}

interface FormProps {
  fabric: string;
  save: Saving;
  /** Changes that have drafts of the same already. */
  drafts?: readonly string[];
  /** What else is to be known before; it may depend on the open change that is chosen. */
  children?: ReactNode | ((change: string | undefined) => ReactNode);
  /** The button: what is done. */
  action: string;
  isDangerous?: boolean;
  /** What is said of it afterwards: `VPC/web is deleted`. */
  done: string;
  onClose: () => void;
  /** It is saved. */
  onDone?: () => void;
}

type Props = Omit<FormProps, "save"> & {
  edits: readonly DraftEdit[];
  /** The commit at which the fabric was read. */
  base?: string | undefined;
};

/** Of edits of resources. */
export function DraftForm({ edits, base, ...rest }: Props) {
  const save = useSaveDrafts(rest.fabric);
  const run = (change: { change?: string }) =>
    save.mutateAsync({ ...change, edits: [...edits], ...(base === undefined ? {} : { base }) });
  return <SaveForm {...rest} save={{ run, isPending: save.isPending, error: save.error }} />;
}

export function SaveForm(props: FormProps) {
  const { fabric, save, drafts = [], children, action, isDangerous, done, onClose, onDone } = props;
  const choice = useTarget(fabric, { drafts });
  const say = useSaid();
  const within = existingChange(choice.target);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (choice.isPending || save.isPending) return;
    try {
      const change = await save.run(changeOf(choice.target));
      choice.remember(change);
      say(`${done} in ${change.change}, not in Git yet.`, change);
      onDone?.();
      onClose();
    } catch {
      // shown below
    }
  };

  return (
    <form onSubmit={submit} className="stack">
      {typeof children === "function" ? children(within) : children}
      <Into choice={choice} />
      {save.error && <ErrorView error={save.error} />}
      <SubmitActions onCancel={onClose} isBusy={save.isPending} isDangerous={isDangerous ?? false}>
        {action}
      </SubmitActions>
    </form>
  );
}
