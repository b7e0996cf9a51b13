/** Who is to decide: shown to all, given by those who may decide. */
import { type FormEvent, useState } from "react";
import { useAssign } from "~/api/queries/conflicts";
import { useMay, useMe } from "~/api/queries/me";
import { useUsers } from "~/api/queries/people";
import type { ConflictView } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { SelectField, TextField } from "~/components/fields";
import { list } from "~/lib/words";
import styles from "./ConflictPage.module.css";

interface Props {
  /** The open ones of the set: all are given together. */
  conflicts: readonly ConflictView[];
  mayAssign: boolean;
}

export function Assignee({ conflicts, mayAssign }: Props) {
  const me = useMe();
  const assign = useAssign();
  const seesAccounts = useMay("administer");
  const logins = [...new Set(conflicts.flatMap(({ assignee }) => (assignee ? [assignee] : [])))];
  const give = (login: string | null) => assign.mutate({ conflicts: conflicts.map(({ id }) => id), assignee: login });
  const isMine = me?.kind === "user" && logins.length === 1 && logins[0] === me.login;
  return (
    <section className={styles.assignee} aria-label="Assignee">
      <p>
        <span className="soft">Assigned to</span>{" "}
        {logins.length === 0 ? <span className="muted">no person yet</span> : isMine ? "you" : list(logins)}
      </p>
      {mayAssign && (
        <div className="line">
          {seesAccounts ? (
            <Accounts key={logins.join()} current={logins.length === 1 ? logins[0] : undefined} onGive={give} />
          ) : (
            <Login key={logins.join()} isBusy={assign.isPending} onGive={give} />
          )}
          {me?.kind === "user" && !isMine && (
            <Button disabled={assign.isPending} onClick={() => give(me.login)}>
              Assign to me
            </Button>
          )}
          {logins.length > 0 && (
            <Button look="quiet" disabled={assign.isPending} onClick={() => give(null)}>
              Remove assignee
            </Button>
          )}
        </div>
      )}
      {assign.error && <ErrorView error={assign.error} />}
    </section>
  );
}

interface GiveProps {
  onGive: (login: string | null) => void;
}

/** Whoever sees accounts picks one. */
function Accounts({ current, onGive }: GiveProps & { current: string | undefined }) {
  const { data } = useUsers();
  const accounts = (data ?? []).map(({ login, name }) => ({
    value: login,
    label: name ? `${name} (${login})` : login,
  }));
  return (
    <SelectField
      label="Assign to"
      value={current ?? ""}
      options={[{ value: "", label: "No person" }, ...accounts]}
      onChange={(login) => onGive(login === "" ? null : login)}
    />
  );
}

/** Everybody else types a login; the server says whether there is such an account. */
function Login({ isBusy, onGive }: GiveProps & { isBusy: boolean }) {
  const [login, setLogin] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (login.trim()) onGive(login.trim());
  };
  return (
    <form className={styles.give} onSubmit={submit}>
      <TextField label="Assign to (login)" value={login} onChange={setLogin} autoCapitalize="none" spellCheck={false} />
      <Button type="submit" isBusy={isBusy} disabled={!login.trim()}>
        Assign
      </Button>
    </form>
  );
}
