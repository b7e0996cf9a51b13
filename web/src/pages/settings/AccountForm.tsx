/** Name and address, as they stand in commits. */
import { type FormEvent, useState } from "react";
import { useUpdateMe } from "~/api/queries/me";
import type { Me } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { useToast } from "~/components/Toasts";
import { emailProblem, nameProblem } from "~/features/account/account";
import styles from "./Settings.module.css";

export function AccountForm({ me }: { me: Me }) {
  const [name, setName] = useState(me.name);
  const [email, setEmail] = useState(me.email);
  const update = useUpdateMe();
  const toast = useToast();
  const problems = { name: nameProblem(name), email: emailProblem(email) };
  const isSame = name.trim() === me.name && email.trim() === me.email;

  const send = (event: FormEvent) => {
    event.preventDefault();
    if (problems.name || problems.email || isSame || update.isPending) return;
    const address = me.admin ? { email: email.trim() } : {};
    update.mutate({ name: name.trim(), ...address }, { onSuccess: () => toast("Saved.") });
  };
  return (
    <section className={styles.section} aria-labelledby="account">
      <h2 id="account">Name and address</h2>
      <p className="soft">Both are shown in the commits of what you publish. Earlier commits do not change.</p>
      <form onSubmit={send} noValidate className={styles.form}>
        <TextField label="Name" autoComplete="name" error={problems.name} value={name} onChange={setName} />
        {me.admin ? (
          <TextField
            label="E-mail address"
            type="email"
            autoComplete="email"
            error={problems.email}
            value={email}
            onChange={setEmail}
          />
        ) : (
          <p>
            Your commits carry the address <strong>{me.email}</strong>. An administrator changes it: it says whose they
            are.
          </p>
        )}
        {update.error && <ErrorView error={update.error} />}
        <div>
          <Button type="submit" look="primary" isBusy={update.isPending} disabled={isSame}>
            Save account
          </Button>
        </div>
      </form>
    </section>
  );
}
