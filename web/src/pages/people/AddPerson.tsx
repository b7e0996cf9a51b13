/** Makes an account. */
import { type FormEvent, useState } from "react";
import { useAddUser } from "~/api/queries/people";
import type { RoleView } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { useToast } from "~/components/Toasts";
import { emailProblem, loginProblem, nameProblem, passwordProblem } from "~/features/account/account";
import { NewPassword } from "./NewPassword";
import styles from "./People.module.css";
import { RolesGrid } from "./RolesGrid";

export function AddPerson({ onClose }: { onClose: () => void }) {
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [roles, setRoles] = useState<RoleView[]>([]);
  const [isTried, setTried] = useState(false);
  const add = useAddUser();
  const toast = useToast();
  const problems = {
    login: loginProblem(login),
    name: nameProblem(name),
    email: emailProblem(email),
    password: passwordProblem(password),
  };
  const shown = isTried ? problems : ({} as Partial<typeof problems>);

  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(problems).some((problem) => problem !== undefined) || add.isPending) return;
    add.mutate(
      { login: login.trim(), name: name.trim(), email: email.trim(), password, roles },
      {
        onSuccess: (user) => {
          toast(`${user.name} can log in as ${user.login}.`);
          onClose();
        },
      },
    );
  };

  return (
    <Dialog isOpen onClose={onClose} title="Add a person" isWide>
      <form onSubmit={send} noValidate autoComplete="off" className={styles.form}>
        <div className={styles.two}>
          <TextField
            label="Login"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            error={shown.login}
            value={login}
            onChange={setLogin}
          />
          <TextField
            label="Name"
            autoComplete="off"
            hint="Shown in commits."
            error={shown.name}
            value={name}
            onChange={setName}
          />
          <TextField
            label="E-mail address"
            type="email"
            autoComplete="off"
            hint="Shown in commits beside the name."
            error={shown.email}
            value={email}
            onChange={setEmail}
          />
          <NewPassword label="First password" value={password} onChange={setPassword} error={shown.password} />
        </div>
        <RolesGrid grants={roles} onChange={setRoles} />
        {add.error && <ErrorView error={add.error} />}
        <SubmitActions onCancel={onClose} isBusy={add.isPending}>
          Add person
        </SubmitActions>
      </form>
    </Dialog>
  );
}
