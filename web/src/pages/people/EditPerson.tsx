/** One account: name, address, roles, whether they may come in; a new password; removal. */
import { type FormEvent, useState } from "react";
import { asProblem } from "~/api/problem";
import { useMe } from "~/api/queries/me";
import { useUpdateUser, useUser } from "~/api/queries/people";
import type { UserSettings, UserView } from "~/api/types";
import { Button } from "~/components/Button";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { CheckField, TextField } from "~/components/fields";
import { Loaded } from "~/components/Loaded";
import { Time } from "~/components/Time";
import { useToast } from "~/components/Toasts";
import { emailProblem, nameProblem } from "~/features/account/account";
import { sameGrants } from "./grants";
import styles from "./People.module.css";
import { RemovePerson } from "./RemovePerson";
import { RolesGrid } from "./RolesGrid";
import { rebase } from "./rebase";
import { SetPassword } from "./SetPassword";

interface Props {
  login: string;
  onClose: () => void;
}

export function EditPerson({ login, onClose }: Props) {
  const user = useUser(login);
  return (
    <Dialog isOpen onClose={onClose} title={login} isWide>
      <Loaded query={user}>
        {({ data, etag }) => <Form before={data} etag={etag} onAgain={() => void user.refetch()} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

interface FormProps {
  /** As the server has it now; what was typed stays when that moves. */
  before: UserView;
  etag: string | undefined;
  onAgain: () => void;
  onClose: () => void;
}

function Form({ before, etag, onAgain, onClose }: FormProps) {
  const me = useMe();
  const [looked, setLooked] = useState({ before, etag });
  const [name, setName] = useState(before.name);
  const [email, setEmail] = useState(before.email);
  const [isActive, setActive] = useState(before.active);
  const [roles, setRoles] = useState(before.roles);
  const [isRemoving, setRemoving] = useState(false);
  const update = useUpdateUser(before.login);
  const toast = useToast();
  const problems = { name: nameProblem(name), email: emailProblem(email) };
  const hasMoved = looked.etag !== etag;

  const send = (event: FormEvent) => {
    event.preventDefault();
    if (problems.name || problems.email || update.isPending) return;
    const was = looked.before;
    const body: UserSettings = {
      ...(name.trim() === was.name ? {} : { name: name.trim() }),
      ...(email.trim() === was.email ? {} : { email: email.trim() }),
      ...(isActive === was.active ? {} : { active: isActive }),
      ...(sameGrants(roles, was.roles) ? {} : { roles }),
    };
    if (Object.keys(body).length === 0) return onClose();
    update.mutate(
      { ...body, etag: looked.etag },
      {
        onSuccess: () => {
          toast(`${before.login} is changed.`);
          onClose();
        },
        onError: (error) => asProblem(error).status === 412 && onAgain(),
      },
    );
  };

  return (
    <>
      <p className="soft small">
        Created <Time at={before.created_at} />
        {before.seen_at ? (
          <>
            ; last logged in <Time at={before.seen_at} />
          </>
        ) : (
          "; never logged in"
        )}
        {me?.login === before.login && "; this is you"}.
      </p>
      <form onSubmit={send} noValidate autoComplete="off" className={styles.form}>
        <div className={styles.two}>
          <TextField
            label="Name"
            autoComplete="off"
            hint="Shown in commits."
            error={problems.name}
            value={name}
            onChange={setName}
          />
          <TextField
            label="E-mail address"
            type="email"
            autoComplete="off"
            hint="Shown in commits beside the name."
            error={problems.email}
            value={email}
            onChange={setEmail}
          />
        </div>
        <CheckField
          label="May log in"
          hint="Deactivated, their sessions and tokens end; what they did keeps their name."
          isChecked={isActive}
          onChange={setActive}
        />
        <RolesGrid grants={roles} onChange={setRoles} />
        {update.error && <ErrorView error={update.error} />}
        {hasMoved && (
          <p className="line soft">
            Somebody changed this account while it was open.
            <Button
              onClick={() => {
                const typed = rebase({ name, email, active: isActive, roles }, looked.before, before);
                setName(typed.name);
                setEmail(typed.email);
                setActive(typed.active);
                setRoles(typed.roles);
                setLooked({ before, etag });
                update.reset();
              }}
            >
              Keep my edits on top of theirs
            </Button>
          </p>
        )}
        <SubmitActions onCancel={onClose} isBusy={update.isPending}>
          Save account
        </SubmitActions>
      </form>
      <SetPassword login={before.login} />
      <div className={styles.more}>
        <div>
          <Button look="danger" icon="trash" onClick={() => setRemoving(true)}>
            Remove this account
          </Button>
        </div>
      </div>
      {isRemoving && <RemovePerson user={before} onClose={() => setRemoving(false)} onRemoved={onClose} />}
    </>
  );
}
