/** The end of a dialog that drafts something: which change it goes into; saves it there, all or none, and says so. */
import { type FormEvent, type ReactNode, useState } from "react";
import { useSaveDrafts } from "~/api/queries/resources";
import type { DraftEdit } from "~/api/types";
import { SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { useToast } from "~/components/Toasts";
import { ChangeChoice } from "./ChangeChoice";
import { changeOf, useTarget } from "./target";

interface Props {
  fabric: string;
  edits: readonly DraftEdit[];
  /** The commit at which the fabric was read. */
  base?: string | undefined;
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

export function DraftForm(props: Props) {
  const { fabric, edits, base, drafts = [], children, action, isDangerous, done, onClose, onDone } = props;
  const choice = useTarget(fabric, { drafts });
  const save = useSaveDrafts(fabric);
  const [isTried, setTried] = useState(false);
  const say = useToast();
  const openChange = choice.target.isNew ? undefined : choice.target.name.trim() || undefined;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (choice.problem !== undefined || save.isPending) return;
    try {
      const change = await save.mutateAsync({
        ...changeOf(choice.target),
        edits: [...edits],
        ...(base === undefined ? {} : { base }),
      });
      choice.remember(change.change);
      say(`${done} in ${change.change}, not in Git yet.`);
      onDone?.();
      onClose();
    } catch {
      // shown below
    }
  };

  return (
    <form onSubmit={submit} className="stack">
      {typeof children === "function" ? children(openChange) : children}
      <ChangeChoice choice={choice} label="As part of" isTried={isTried} />
      {save.error && <ErrorView error={save.error} />}
      <SubmitActions onCancel={onClose} isBusy={save.isPending} isDangerous={isDangerous ?? false}>
        {action}
      </SubmitActions>
    </form>
  );
}
