/** The drift of some fabrics: what is not known of it, then the list, or that there is none. */

import { useState } from "react";
import type { DriftOfFabric } from "~/api/queries/drift";
import type { ListOf } from "~/api/queries/filters";
import type { FabricView } from "~/api/types";
import { EmptyState } from "~/components/EmptyState";
import { ErrorView } from "~/components/ErrorView";
import { Loading } from "~/components/Loaded";
import { Time } from "~/components/Time";
import { ActRequests } from "./ActRequests";
import { Applying } from "./Applying";
import { Beside } from "./Beside";
import { DriftList } from "./DriftList";
import { NotKnown } from "./NotKnown";
import type { By, DriftRow } from "./rows";
import { Undone } from "./Undone";

interface Props {
  /** Those that live in a cluster. */
  fabrics: readonly FabricView[];
  drifts: { of: readonly DriftOfFabric[]; refetch: () => void };
  rows: readonly DriftRow[];
  by: By;
  onBy: (by: By) => void;
  filter: string;
  onFilter: (text: string) => void;
  hasFabric: boolean;
  /** The list, for the filters that are saved of it. */
  saved: ListOf;
}

export function Drifts({ fabrics, drifts, rows, ...list }: Props) {
  const failed = drifts.of.find(({ error }) => error);
  const isPending = drifts.of.some(({ drifts: own, error }) => own === undefined && !error);
  // what was asked for in the list is told there, though the last of it has left the list
  const [isUsed, setUsed] = useState(false);
  if (rows.length > 0 && !isUsed) setUsed(true);
  return (
    <div className="stack">
      <NotKnown fabrics={fabrics} />
      <Beside fabrics={fabrics} />
      <ActRequests fabrics={fabrics.filter(({ four_eyes }) => four_eyes).map(({ fabric }) => fabric)} />
      <Applying fabrics={fabrics} />
      {failed && <ErrorView error={failed.error} onRetry={drifts.refetch} />}
      {isUsed && (
        <div hidden={rows.length === 0}>
          <DriftList rows={rows} {...list} />
        </div>
      )}
      {rows.length === 0 && (isPending ? <Loading /> : !failed && <None fabrics={fabrics} />)}
      <Undone fabrics={fabrics.map(({ fabric }) => fabric)} />
    </div>
  );
}

/** That nothing drifted is said only of what is known. */
function None({ fabrics }: { fabrics: readonly FabricView[] }) {
  const isKnown = fabrics.every(({ cluster }) => cluster?.known);
  const seen = fabrics.map(({ cluster }) => cluster?.seen_at ?? 0);
  const oldest = Math.min(...seen);
  return (
    <div className="panel">
      <EmptyState title={isKnown ? "No drift" : "No drift is known"}>
        {isKnown ? (
          <>
            {fabrics.length === 1 ? "The cluster has" : "The clusters have"} all that Git wants, and nothing else of its
            kinds
            {oldest > 0 && (
              <>
                ; seen <Time at={oldest} />
              </>
            )}
            . When somebody changes something there, it shows here at once, with who did it: accept it into Git, or
            bring it back.
          </>
        ) : (
          "Nothing is concluded of what is not known: see above."
        )}
      </EmptyState>
    </div>
  );
}
