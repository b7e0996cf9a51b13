/** Makes an API token, and shows it this once. */
import { type FormEvent, useState } from "react";
import { useFabrics } from "~/api/queries/fabrics";
import { mayAnywhere, useCreateToken } from "~/api/queries/me";
import { useRoles } from "~/api/queries/roles";
import type { Me, Permission, PermissionAbout, RolesView } from "~/api/types";
import { Button } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { Dialog, DialogActions, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { CheckField, TextField } from "~/components/fields";
import { Notice } from "~/components/Notice";
import { capital } from "~/lib/words";
import styles from "./Settings.module.css";

const MOST_DAYS = 366;

interface Props {
  me: Me;
  onClose: () => void;
}

export function MakeToken({ me, onClose }: Props) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Permission[]>(["read"]);
  const [fabrics, setFabrics] = useState<readonly string[]>([]);
  const [days, setDays] = useState("90");
  const [isTried, setTried] = useState(false);
  const create = useCreateToken();
  const known = useFabrics();
  const roles = useRoles();
  const expires = Number(days);
  const problems = {
    name: name.trim() === "" ? "a name is needed: what it is for" : undefined,
    days: Number.isInteger(expires) && expires >= 1 && expires <= MOST_DAYS ? undefined : `from 1 to ${MOST_DAYS}`,
  };

  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problems.name || problems.days || create.isPending) return;
    create.mutate({
      name: name.trim(),
      scopes: [...scopes],
      expires_in_days: expires,
      ...(fabrics.length > 0 ? { fabrics: [...fabrics] } : {}),
    });
  };

  const close = () => {
    create.reset();
    onClose();
  };
  if (create.data?.token) return <Made name={create.data.name} token={create.data.token ?? ""} onClose={close} />;
  return (
    <Dialog isOpen onClose={close} title="Create an API token">
      <form onSubmit={send} noValidate className={styles.form}>
        <TextField
          label="Name"
          autoComplete="off"
          placeholder="nightly backup"
          hint="What it is for; the audit names it."
          error={isTried ? problems.name : undefined}
          value={name}
          onChange={setName}
        />
        <fieldset className={styles.scopes}>
          <legend>What it may do</legend>
          {scopesOf(me, roles).map(({ permission: scope, about }) => (
            <CheckField
              key={scope}
              label={capital(about)}
              // what may do anything sees it
              isChecked={scope === "read" || scopes.includes(scope)}
              disabled={scope === "read"}
              onChange={(isChecked) => setScopes(toggled(scopes, scope, isChecked))}
            />
          ))}
        </fieldset>
        {known.data && known.data.length > 0 && (
          <fieldset className={styles.scopes}>
            <legend>Where: all fabrics, or only</legend>
            {known.data.map(({ fabric }) => (
              <CheckField
                key={fabric}
                label={fabric}
                isChecked={fabrics.includes(fabric)}
                onChange={(isChecked) => setFabrics(toggled(fabrics, fabric, isChecked))}
              />
            ))}
          </fieldset>
        )}
        <TextField
          label="Expires in days"
          type="number"
          inputMode="numeric"
          min={1}
          max={MOST_DAYS}
          error={problems.days}
          value={days}
          onChange={setDays}
        />
        {create.error && <ErrorView error={create.error} />}
        <SubmitActions onCancel={close} isBusy={create.isPending}>
          Create token
        </SubmitActions>
      </form>
    </Dialog>
  );
}

/** What somebody may give a token: what they may do themselves. */
function scopesOf(me: Me, roles: RolesView | undefined): PermissionAbout[] {
  return (roles?.permissions ?? []).filter(({ permission }) => mayAnywhere(me, permission));
}

function toggled<Value>(all: readonly Value[], one: Value, isIn: boolean): Value[] {
  const others = all.filter((other) => other !== one);
  return isIn ? [...others, one] : others;
}

function Made({ name, token, onClose }: { name: string; token: string; onClose: () => void }) {
  return (
    <Dialog isOpen onClose={onClose} title={name}>
      <Notice tone="drift" title="Copy it now: it is not shown again.">
        <p>The server keeps only a digest of it. Anybody who has it can do what it allows.</p>
      </Notice>
      <div className={styles.token}>
        <code>{token}</code>
        <CopyButton text={token} label="Copy the token" />
      </div>
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
