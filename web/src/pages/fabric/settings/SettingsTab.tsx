/** How a fabric is set up. */
import { type FormEvent, useState } from "react";
import { useUpdateFabric } from "~/api/queries/fabrics";
import type { FabricView, PublishMode } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { CheckField, RadioField, TextField } from "~/components/fields";
import { useToast } from "~/components/Toasts";
import { useWhyNot } from "~/features/permissions/whyNot";
import { Disconnect } from "./Disconnect";
import { InCluster } from "./InCluster";
import { Kinds } from "./Kinds";
import { Place } from "./Place";
import styles from "./SettingsTab.module.css";

const PUBLISH: { value: PublishMode; label: string }[] = [
  { value: "manual", label: "When somebody publishes a change" },
  { value: "automatic", label: "Automatically, after a quiet period: one commit per author" },
];

export function SettingsTab({ fabric }: { fabric: FabricView }) {
  const why = useWhyNot("manage", fabric.fabric);
  const whyNotAdminister = useWhyNot("administer");
  return (
    <div className={styles.settings}>
      <Place fabric={fabric} why={whyNotAdminister} />
      <InCluster fabric={fabric} why={whyNotAdminister} />
      <Publishing key={`${fabric.publish}:${fabric.quiet_seconds}:${fabric.four_eyes}`} fabric={fabric} why={why} />
      <Kinds fabric={fabric.fabric} />
      <Disconnect fabric={fabric} why={whyNotAdminister} />
    </div>
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
          hint="A change needs the approval of somebody who did not edit it."
          isChecked={fourEyes}
          onChange={setFourEyes}
          disabled={why !== undefined}
        />
        {update.error && <ErrorView error={update.error} />}
        {why === undefined ? (
          <div className="line">
            <Button type="submit" look="primary" disabled={isSame} isBusy={update.isPending}>
              Save settings
            </Button>
          </div>
        ) : (
          <p className="soft small">{why}</p>
        )}
      </form>
    </section>
  );
}
