/** How the resource stands in its cluster, where that is not as in Git; what can be done about it. */
import { useState } from "react";
import { useFabric } from "~/api/queries/fabrics";
import { useMe } from "~/api/queries/me";
import type { ResourceDetail } from "~/api/types";
import { Button } from "~/components/Button";
import { resourceInCluster, unknownWords } from "~/components/lamps/cluster";
import type { Tone } from "~/components/lamps/lamps";
import { Marked } from "~/components/Marked";
import { Notice } from "~/components/Notice";
import { Time } from "~/components/Time";
import { ACTION_LABELS, type DriftAction, offered } from "~/features/drift/actions";
import { Asked } from "~/features/drift/DriftActions";
import { type DriftRow, driftLine, ignoredWords, partOf, rowsOf } from "~/features/drift/rows";
import { shownPath } from "~/lib/yaml/shownPath";

const TONES: Record<ReturnType<typeof partOf>, Tone> = { drift: "drift", ahead: "news", ignored: "aside" };

export function InCluster({ fabric, detail }: { fabric: string; detail: ResourceDetail }) {
  const { cluster, drift } = detail;
  if (!cluster) return null;
  const [row] = drift ? rowsOf(fabric, [drift]) : [];
  const isUnknown = Boolean(cluster.unknown_since || cluster.problem);
  return (
    <>
      <Drifted
        fabric={fabric}
        row={row}
        unknown={isUnknown ? unknownWords(cluster.unknown_since, cluster.problem) : undefined}
      />
      {!row && isUnknown && (
        <Notice tone="aside" title="How it stands in its cluster is not known now.">
          <p>
            <Marked text={resourceInCluster(cluster).words} />
          </p>
        </Notice>
      )}
    </>
  );
}

interface DriftedProps {
  fabric: string;
  /** How it drifted; nothing where it did not. What was asked for is told all the same. */
  row: DriftRow | undefined;
  /** Why it is what was seen last. */
  unknown: string | undefined;
}

export function Drifted({ fabric, row, unknown }: DriftedProps) {
  const [asked, setAsked] = useState<{ action: DriftAction; rows: DriftRow[] }>();
  return (
    <>
      {row && (
        <DriftNotice
          fabric={fabric}
          row={row}
          unknown={unknown}
          onAsk={(action) => setAsked({ action, rows: [row] })}
        />
      )}
      {asked && <Asked {...asked} onDone={() => {}} onClose={() => setAsked(undefined)} />}
    </>
  );
}

interface NoticeProps extends DriftedProps {
  row: DriftRow;
  onAsk: (action: DriftAction) => void;
}

function DriftNotice({ fabric, row, unknown, onAsk }: NoticeProps) {
  const me = useMe();
  const name = useFabric(fabric).data?.cluster?.cluster;
  const { drift } = row;
  return (
    <Notice
      tone={TONES[partOf(drift)]}
      title={driftLine(drift)}
      action={
        <div className="line">
          {offered([row], me).map((action) => (
            <Button key={action} onClick={() => onAsk(action)}>
              {ACTION_LABELS[action]}
            </Button>
          ))}
        </div>
      }
    >
      <p className="soft">
        {name && <>In {name}, </>}
        {name ? "since" : "Since"} <Time at={drift.since} />
        {unknown && (
          <>
            ; as it was seen last, <Marked text={unknown} />
          </>
        )}
        .
      </p>
      {(drift.ignores ?? []).map((one) => (
        <p key={one.path} className="soft">
          {one.path && <code>{shownPath(one.path)} </code>}
          {ignoredWords(one)}
        </p>
      ))}
    </Notice>
  );
}
