/** In which cluster and namespaces a fabric lives, or in none, and who applies Git's resources there. */
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useClusters, useSetFabricCluster } from "~/api/queries/clusters";
import type { ApplyMode, FabricView } from "~/api/types";
import { Button, ButtonLink } from "~/components/Button";
import { ConfirmDialog } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { CheckField, RadioField, SelectField, TextField } from "~/components/fields";
import { Loaded } from "~/components/Loaded";
import { useToast } from "~/components/Toasts";
import { Manifest } from "~/features/cluster/Manifest";
import { applyingIn, applyingWords, namespacesProblem, savingOf } from "./clusterPlace";
import styles from "./SettingsTab.module.css";

const WHO: { value: ApplyMode; label: string }[] = [
  { value: "observe", label: "Another tool (Argo CD, Flux) or a person" },
  { value: "direct", label: "Hedgerow" },
];

const MEANS: Record<ApplyMode, string> = {
  observe: "Hedgerow compares, and writes into the cluster only what a person re-applies.",
  direct:
    "Hedgerow does only what Git changed; what is changed in the cluster stays until a person accepts or re-applies it.",
};

interface Props {
  fabric: FabricView;
  /** Why whoever looks may not change it. */
  why: string | undefined;
}

export function InCluster({ fabric, why }: Props) {
  const { cluster } = fabric;
  const [isManifest, setManifest] = useState(false);
  return (
    <section aria-label="Cluster">
      <h2>Cluster</h2>
      <p className="soft">Hedgerow follows what the cluster has of the fabric's kinds and compares it with Git.</p>
      {why === undefined ? (
        <Choice
          key={`${cluster?.cluster} ${cluster?.namespaces.join()} ${cluster?.apply} ${cluster?.prune}`}
          fabric={fabric}
          onManifest={() => setManifest(true)}
        />
      ) : (
        <>
          <p>
            {cluster ? (
              <>
                It lives in <strong>{cluster.cluster}</strong>, {cluster.namespaces.join(", ")}.{" "}
                {applyingWords(applyingIn(cluster, cluster.cluster))}
              </>
            ) : (
              "It lives in none."
            )}
          </p>
          <p className="soft small">{why}</p>
        </>
      )}
      {isManifest && <Manifest fabric={fabric.fabric} onClose={() => setManifest(false)} />}
    </section>
  );
}

interface ChoiceProps {
  fabric: FabricView;
  onManifest: () => void;
}

function Choice({ fabric, onManifest }: ChoiceProps) {
  const clusters = useClusters();
  return (
    <Loaded query={clusters} lines={3}>
      {(all) =>
        all.length === 0 ? (
          <div className={styles.form}>
            <p>No cluster is added yet.</p>
            <div className="line">
              <ButtonLink to="/clusters" search={{ new: "1" }} icon="plus">
                Add a cluster
              </ButtonLink>
            </div>
          </div>
        ) : (
          <Form fabric={fabric} names={all.map(({ name }) => name)} onManifest={onManifest} />
        )
      }
    </Loaded>
  );
}

function Form({ fabric, names, onManifest }: ChoiceProps & { names: readonly string[] }) {
  const now = fabric.cluster;
  const [cluster, setCluster] = useState(now?.cluster ?? "");
  const [namespaces, setNamespaces] = useState(now?.namespaces.join(", ") ?? "default");
  const [applying, setApplying] = useState(() => applyingIn(now, now?.cluster ?? ""));
  const [isAsked, setAsked] = useState(false);
  const set = useSetFabricCluster(fabric.fabric);
  const toast = useToast();
  const saving = savingOf(now, cluster, namespaces, applying);
  const problem = cluster === "" ? undefined : namespacesProblem(namespaces);

  const save = async () => {
    if (saving.kind === "same") return;
    await set.mutateAsync(saving.kind === "clear" ? null : saving.place);
    toast(
      saving.kind === "clear"
        ? `${fabric.fabric} lives in no cluster any more.`
        : `${fabric.fabric} lives in ${saving.place.cluster}. ${applyingWords(applying)}`,
    );
  };
  const choose = (next: string) => {
    setCluster(next);
    setApplying(applyingIn(now, next));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem || saving.kind === "same" || set.isPending) return;
    if (saving.kind === "set") void save().catch(() => {});
    else setAsked(true);
  };

  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <SelectField
        label="Lives in"
        value={cluster}
        options={[{ value: "", label: "none" }, ...names.map((name) => ({ value: name, label: name }))]}
        onChange={choose}
        hint={
          <>
            <Link to="/clusters">Clusters</Link> says how each is reached.
          </>
        }
      />
      {cluster !== "" && (
        <>
          <TextField
            label="Namespaces"
            isMono
            autoComplete="off"
            spellCheck={false}
            hint="Where its resources live, with commas in between. A namespace belongs to one fabric."
            error={problem}
            value={namespaces}
            onChange={setNamespaces}
          />
          <RadioField
            label="Who applies"
            hint={MEANS[applying.apply]}
            value={applying.apply}
            options={WHO}
            onChange={(apply) => setApplying({ apply, prune: false, refused: "hold" })}
          />
        </>
      )}
      {cluster !== "" && applying.apply === "direct" && (
        <>
          <CheckField
            label="Delete in the cluster what Git no longer has"
            hint="Only what Git had and the cluster had like it; many deletions at once wait until a person confirms them."
            isChecked={applying.prune}
            onChange={(prune) => setApplying({ ...applying, prune })}
          />
          <CheckField
            label="Undo in Git what the cluster refuses"
            hint="What it refused three times for what it says: the change with which it came is reverted as a whole, and that is published. Else Git keeps it, and it is tried again."
            isChecked={applying.refused === "undo"}
            onChange={(undo) => setApplying({ ...applying, refused: undo ? "undo" : "hold" })}
          />
        </>
      )}
      {set.error && !isAsked && <ErrorView error={set.error} />}
      <div className="line">
        <Button type="submit" disabled={saving.kind === "same" || problem !== undefined} isBusy={set.isPending}>
          Save cluster
        </Button>
        <Button look="quiet" onClick={onManifest}>
          Show the permissions it needs
        </Button>
      </div>
      {isAsked && (saving.kind === "clear" || saving.kind === "move") && (
        <ConfirmDialog
          isOpen
          onClose={() => setAsked(false)}
          title={
            saving.kind === "clear"
              ? `Take ${fabric.fabric} out of ${saving.from}?`
              : `Move ${fabric.fabric} from ${saving.from} to ${saving.place.cluster}?`
          }
          action={saving.kind === "clear" ? "Take out of the cluster" : "Move to the cluster"}
          isDangerous
          onConfirm={save}
        >
          What was seen in {saving.from} is forgotten, and what was agreed with it. Nothing changes in a cluster or in
          Git.
        </ConfirmDialog>
      )}
    </form>
  );
}
