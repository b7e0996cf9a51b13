/** Other certificates or another proxy for a repository: tested live before they hold. */
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useUpdateRepository } from "~/api/queries/repositories";
import type { RepositoryView } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { useToast } from "~/components/Toasts";
import styles from "../Repositories.module.css";
import { TransportFields } from "./TransportFields";
import { useTransport } from "./useTransport";

interface Props {
  repository: RepositoryView;
  onClose: () => void;
}

export function EditTransport({ repository: { name, url, transport: before }, onClose }: Props) {
  const transport = useTransport(url, before);
  const form = useRef<HTMLFormElement>(null);
  const [tries, setTries] = useState(0);
  const update = useUpdateRepository(name);
  const toast = useToast();

  // the form is longer than what is seen of it
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [tries]);

  const send = (event: FormEvent) => {
    event.preventDefault();
    setTries(tries + 1);
    if (!transport.isComplete || update.isPending) return;
    if (!transport.settings) return onClose();
    update.mutate(
      { transport: transport.settings },
      {
        onSuccess: () => {
          toast(`${name} is saved; the connection works.`);
          onClose();
        },
      },
    );
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Certificates and proxy of ${name}`}
      description="The connection is tested first. If the test fails, nothing is changed."
    >
      <form ref={form} onSubmit={send} noValidate autoComplete="off" className={styles.form}>
        <TransportFields
          draft={transport.draft}
          before={before}
          parts={transport.parts}
          problems={tries > 0 ? transport.problems : {}}
          onChange={transport.setDraft}
        />
        {update.error && <ErrorView error={update.error} />}
        <SubmitActions onCancel={onClose} isBusy={update.isPending}>
          Test and save settings
        </SubmitActions>
      </form>
    </Dialog>
  );
}
