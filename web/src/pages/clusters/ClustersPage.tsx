/** The clusters that fabrics live in: whether they answer, and what the logins may do there. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useClusters } from "~/api/queries/clusters";
import { useMay } from "~/api/queries/me";
import type { ClusterView } from "~/api/types";
import { useAddressText } from "~/app/useAddressText";
import { Button } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { FilterBox } from "~/components/filter/FilterBox";
import { Loaded } from "~/components/Loaded";
import { PageHeader } from "~/components/PageHeader";
import { stateWord } from "~/components/state/words";
import { Manifest } from "~/features/cluster/Manifest";
import { SavedFilters } from "~/features/filters/SavedFilters";
import { useWhyNot } from "~/features/permissions/whyNot";
import { compileFilter } from "~/lib/filter/compile";
import { AddCluster } from "./AddCluster";
import { type ClusterAction, ClusterRow } from "./ClusterRow";
import styles from "./Clusters.module.css";
import { CLUSTER_FILTER, clustersSentence } from "./cluster";
import { RemoveCluster } from "./RemoveCluster";
import { RotateCluster } from "./RotateCluster";

export function ClustersPage() {
  const why = useWhyNot("administer");
  const mayAdminister = useMay("administer");
  if (!mayAdminister) {
    return (
      <>
        <PageHeader title="Clusters" />
        <EmptyState title="Clusters are for administrators">
          {why} How your fabrics stand in their clusters is shown on each of them, and under Drift.
        </EmptyState>
      </>
    );
  }
  return <Clusters />;
}

function Clusters() {
  const { new: isAdding } = useSearch({ from: "/frame/clusters" });
  const [q, setQ] = useAddressText("q");
  const navigate = useNavigate({ from: "/clusters" });
  const clusters = useClusters();
  const [open, setOpen] = useState<{ action: ClusterAction; cluster: ClusterView }>();
  const [manifest, setManifest] = useState<string>();
  const filter = useMemo(() => compileFilter<ClusterView>(q, CLUSTER_FILTER), [q]);
  const add = (isOpen: boolean) =>
    void navigate({ search: (before) => ({ ...before, new: isOpen ? "1" : undefined }), replace: !isOpen });
  const close = () => setOpen(undefined);

  return (
    <>
      <PageHeader
        title="Clusters"
        help="clusters"
        sentence={clusters.data && clustersSentence(clusters.data)}
        actions={
          <Button look="primary" icon="plus" onClick={() => add(true)}>
            Add a cluster
          </Button>
        }
      />
      <Loaded query={clusters}>
        {(all) => {
          // what has a problem stands first
          const shown = all.filter(filter.test).sort((a, b) => Number(isBad(b)) - Number(isBad(a)));
          return (
            <div className={styles.page}>
              {all.length > 1 && (
                <FilterBox
                  label="Filter clusters"
                  placeholder="name fabric:dc-1 state:failed"
                  value={q}
                  spec={CLUSTER_FILTER}
                  rows={all}
                  onChange={setQ}
                >
                  <SavedFilters page="clusters" />
                </FilterBox>
              )}
              {shown.map((cluster) => (
                <ClusterRow
                  key={cluster.name}
                  cluster={cluster}
                  onAct={(action) => setOpen({ action, cluster })}
                  onManifest={setManifest}
                />
              ))}
              {all.length === 0 && <Empty />}
              {all.length > 0 && shown.length === 0 && <EmptyState title="Nothing matches the filter" />}
            </div>
          );
        }}
      </Loaded>
      {isAdding && <AddCluster onClose={() => add(false)} />}
      {open?.action === "rotate" && <RotateCluster cluster={open.cluster} onClose={close} />}
      {open?.action === "remove" && <RemoveCluster cluster={open.cluster} onClose={close} />}
      {manifest !== undefined && <Manifest fabric={manifest} onClose={() => setManifest(undefined)} />}
    </>
  );
}

function Empty() {
  return (
    <div className="panel">
      <EmptyState title="Add the first cluster">
        Hedgerow compares what the cluster of a fabric has with what Git wants, and says who changed what. Adding one
        changes nothing in it; then say on a fabric's Settings that it lives there.
      </EmptyState>
    </div>
  );
}

function isBad({ state }: ClusterView): boolean {
  return stateWord("CredentialState", state).tone === "conflict";
}
