/** What the fabric's cluster has otherwise than Git. */
import { useMemo, useState } from "react";
import { useDrifts } from "~/api/queries/drift";
import { useMay } from "~/api/queries/me";
import type { FabricView } from "~/api/types";
import { useAddressText } from "~/app/useAddressText";
import { ButtonLink } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { Drifts } from "~/features/drift/Drifts";
import { type By, driftSentence, rowsOf } from "~/features/drift/rows";

export function DriftTab({ fabric }: { fabric: FabricView }) {
  return fabric.cluster ? <Drift fabric={fabric} /> : <NoCluster fabric={fabric} />;
}

function Drift({ fabric }: { fabric: FabricView }) {
  const [q, setQ] = useAddressText("q");
  const [by, setBy] = useState<By>("who");
  const drifts = useDrifts([fabric.fabric]);
  const [own] = drifts.of;
  const rows = useMemo(() => rowsOf(fabric.fabric, own?.drifts ?? []), [fabric.fabric, own?.drifts]);
  return (
    <div className="stack">
      {rows.length > 0 && <p className="soft">{driftSentence(rows, 1)}</p>}
      <Drifts
        fabrics={[fabric]}
        drifts={drifts}
        rows={rows}
        by={by}
        onBy={setBy}
        filter={q}
        onFilter={setQ}
        hasFabric={false}
        saved={{ page: "fabric-drift", fabric: fabric.fabric }}
      />
    </div>
  );
}

function NoCluster({ fabric: { fabric } }: { fabric: FabricView }) {
  const mayAdminister = useMay("administer");
  return (
    <div className="panel">
      <EmptyState
        title={`${fabric} lives in no cluster`}
        action={
          mayAdminister && (
            <ButtonLink to="/fabrics/$fabric" params={{ fabric }} search={{ tab: "settings" }} look="primary">
              Choose its cluster
            </ButtonLink>
          )
        }
      >
        With one, what it has otherwise than Git is shown here, with who changed it.
      </EmptyState>
    </div>
  );
}
