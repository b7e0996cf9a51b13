/** How a fabric is set up. */
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useRemoveFabric, useUpdateFabric } from "~/api/queries/fabrics";
import { useMay } from "~/api/queries/me";
import type { FabricView, PublishMode } from "~/api/types";
import { Button } from "~/components/Button";
import { ConfirmDialog } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { CheckField, RadioField, TextField } from "~/components/fields";
import { useToast } from "~/components/Toasts";
import { useWhyNot } from "~/features/permissions/whyNot";
import { MoveFabric } from "./MoveFabric";
import styles from "./SettingsTab.module.css";

const PUBLISH: { value: PublishMode; label: string }[] = [
  { value: "manual", label: "When somebody publishes a change" },
  { value: "automatic", label: "By itself, after a quiet period: one commit per author" },
];

export function SettingsTab({ fabric }: { fabric: FabricView }) {
  const why = useWhyNot("manage", fabric.fabric);
  const mayRemove = useMay("administer");
  return (
    <div className={styles.settings}>
      <Where fabric={fabric} mayMove={mayRemove} />
      <Publishing key={`${fabric.publish}:${fabric.quiet_seconds}:${fabric.four_eyes}`} fabric={fabric} why={why} />
      {mayRemove && <Remove fabric={fabric} />}
    </div>
  );
}

function Where({ fabric, mayMove }: { fabric: FabricView; mayMove: boolean }) {
  const [isMoving, setMoving] = useState(false);
  const rows: [string, string][] = [
    ["Repository", fabric.repository],
    ["Branch", fabric.branch],
    ["Directory", fabric.directory || "the root"],
    ["Layout", fabric.layout],
  ];
  return (
    <section aria-label="Where it lives">
      <h2>Where it lives</h2>
      <dl className={styles.where}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ))}
      </dl>
      {mayMove && (
        <div className="line">
          <Button onClick={() => setMoving(true)}>Move it</Button>
        </div>
      )}
      {isMoving && <MoveFabric fabric={fabric} onClose={() => setMoving(false)} />}
    </section>
  );
}

interface PublishingProps {
  fabric: FabricView;
  /** Why whoever looks may not change it. */
  why: string | undefined;
}

function Publishing({ fabric, why }: PublishingProps) {
  const update = useUpdateFabric(fabric.fabric);
  const toast = useToast();
  const [publish, setPublish] = useState(fabric.publish);
  const [quiet, setQuiet] = useState(String(fabric.quiet_seconds));
  const [fourEyes, setFourEyes] = useState(fabric.four_eyes ?? false);
  const seconds = Number(quiet);
  const quietError = /^\d+$/.test(quiet.trim()) && seconds >= 1 ? undefined : "A whole number of seconds, at least 1.";
  const isSame =
    publish === fabric.publish && seconds === fabric.quiet_seconds && fourEyes === (fabric.four_eyes ?? false);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (quietError) return;
    const body = {
      publish,
      quiet_seconds: seconds,
      ...(fourEyes === (fabric.four_eyes ?? false) ? {} : { four_eyes: fourEyes }),
    };
    update.mutate(body, { onSuccess: () => toast("Saved.") });
  };
  return (
    <section aria-label="Publishing">
      <h2>Publishing</h2>
      <form onSubmit={save} className={styles.form}>
        <RadioField
          label="Drafts go to Git"
          value={publish}
          onChange={setPublish}
          options={PUBLISH}
          disabled={why !== undefined}
        />
        {publish === "automatic" && (
          <TextField
            label="Quiet period in seconds"
            value={quiet}
            onChange={setQuiet}
            inputMode="numeric"
            error={quietError}
            disabled={why !== undefined}
          />
        )}
        <CheckField
          label="Four eyes"
          hint="A change needs the approval of somebody who wrote nothing of it."
          isChecked={fourEyes}
          onChange={setFourEyes}
          disabled={why !== undefined}
        />
        {update.error && <ErrorView error={update.error} />}
        {why === undefined ? (
          <div className="line">
            <Button type="submit" look="primary" disabled={isSame} isBusy={update.isPending}>
              Save
            </Button>
          </div>
        ) : (
          <p className="soft small">{why}</p>
        )}
      </form>
    </section>
  );
}

function Remove({ fabric }: { fabric: FabricView }) {
  const remove = useRemoveFabric(fabric.fabric);
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  return (
    <section aria-label="Disconnect">
      <h2>Disconnect</h2>
      <p className="soft">
        Hedgerow forgets the fabric with its drafts and conflicts. Nothing in Git changes; connecting it again reads it
        again.
      </p>
      <div className="line">
        <Button look="danger" onClick={() => setOpen(true)}>
          Disconnect {fabric.fabric}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={`Disconnect ${fabric.fabric}`}
        action="Disconnect"
        isDangerous
        typed={fabric.fabric}
        onConfirm={async () => {
          await remove.mutateAsync(fabric.drafts);
          await navigate({ to: "/fabrics" });
        }}
      >
        {fabric.drafts > 0
          ? `Its ${fabric.drafts} unpublished drafts are lost. Git stays as it is.`
          : "It has no unpublished drafts. Git stays as it is."}
      </ConfirmDialog>
    </section>
  );
}
