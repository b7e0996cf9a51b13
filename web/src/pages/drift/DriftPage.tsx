/** What the clusters of all fabrics have otherwise than Git. */
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useDrifts } from "~/api/queries/drift";
import { useFabrics } from "~/api/queries/fabrics";
import { useMay } from "~/api/queries/me";
import type { FabricView } from "~/api/types";
import { useAddressText } from "~/app/useAddressText";
import { ButtonLink } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { Loaded } from "~/components/Loaded";
import { PageHeader } from "~/components/PageHeader";
import { Drifts } from "~/features/drift/Drifts";
import { driftSentence, rowsOf } from "~/features/drift/rows";

export function DriftPage() {
  const { by } = useSearch({ from: "/frame/drift" });
  const [q, setQ] = useAddressText("q");
  const navigate = useNavigate({ from: "/drift" });
  const fabrics = useFabrics();
  const inClusters = useMemo(() => (fabrics.data ?? []).filter(({ cluster }) => cluster), [fabrics.data]);
  const names = useMemo(() => inClusters.map(({ fabric }) => fabric), [inClusters]);
  const drifts = useDrifts(names);
  const rows = useMemo(() => drifts.of.flatMap(({ fabric, drifts: own }) => rowsOf(fabric, own ?? [])), [drifts.of]);
  const isLoaded = fabrics.data !== undefined && drifts.of.every(({ drifts: own }) => own);
  return (
    <>
      <PageHeader
        title="Drift"
        help="drift"
        sentence={isLoaded && inClusters.length > 0 && driftSentence(rows, inClusters.length)}
      />
      <Loaded query={fabrics}>
        {(all) =>
          inClusters.length === 0 ? (
            <NoClusters fabrics={all} />
          ) : (
            <Drifts
              fabrics={inClusters}
              drifts={drifts}
              rows={rows}
              by={by === "kind" ? "kind" : "who"}
              onBy={(next) =>
                void navigate({
                  search: (before) => ({ ...before, by: next === "kind" ? next : undefined }),
                  replace: true,
                })
              }
              filter={q}
              onFilter={setQ}
              hasFabric={all.length > 1}
              saved={{ page: "drift" }}
            />
          )
        }
      </Loaded>
    </>
  );
}

function NoClusters({ fabrics }: { fabrics: readonly FabricView[] }) {
  const mayAdminister = useMay("administer");
  const [first] = fabrics;
  return (
    <div className="panel">
      <EmptyState
        title="No fabric lives in a cluster"
        action={
          mayAdminister && (
            <ButtonLink to="/clusters" search={{ new: "1" }} look="primary" icon="plus">
              Add a cluster
            </ButtonLink>
          )
        }
      >
        {mayAdminister ? (
          <>
            Add a cluster, then say on {first ? <FabricSettings fabric={first.fabric} /> : "a fabric's Settings"} that
            it lives there. From then on, what the cluster has otherwise than Git is shown here, with who changed it.
          </>
        ) : (
          "What a cluster has otherwise than Git is shown here, with who changed it. An administrator adds clusters and says which fabric lives in which."
        )}
      </EmptyState>
    </div>
  );
}

function FabricSettings({ fabric }: { fabric: string }) {
  return (
    <Link to="/fabrics/$fabric" params={{ fabric }} search={{ tab: "settings" }}>
      the Settings of {fabric}
    </Link>
  );
}
