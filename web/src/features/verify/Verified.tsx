/** What the last verification of a fabric said, in a line; its report behind it. */
import { useState } from "react";
import { useMay } from "~/api/queries/me";
import { useVerification, useVerify } from "~/api/queries/verify";
import type { FabricView, VerifyReport } from "~/api/types";
import { Button } from "~/components/Button";
import { Dialog, DialogActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { Loading } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import pairs from "~/components/pairs.module.css";
import { Time } from "~/components/Time";
import { count, number } from "~/lib/words";
import styles from "./Verified.module.css";
import { canRepair, differenceWords, headline, repairWords, sideWords, verifiedWords } from "./words";

/** More than anybody reads in a dialog. */
const MANY = 200;

export function Verified({ fabric }: { fabric: FabricView }) {
  const [isOpen, setOpen] = useState(false);
  const mayManage = useMay("manage", fabric.fabric);
  const { verified } = fabric;
  if (!verified && !(mayManage && fabric.commit)) return null;
  return (
    <div className="muted small">
      {verified ? (
        <>
          <button type="button" className={styles.line} onClick={() => setOpen(true)}>
            verified
          </button>{" "}
          <Time at={verified.at} />: {verifiedWords(verified)}
        </>
      ) : (
        <button type="button" className={styles.line} onClick={() => setOpen(true)}>
          not verified yet
        </button>
      )}
      {isOpen && <Report fabric={fabric} mayManage={mayManage} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Report({ fabric, mayManage, onClose }: { fabric: FabricView; mayManage: boolean; onClose: () => void }) {
  const last = useVerification(fabric.fabric, { isWanted: fabric.verified !== undefined && fabric.verified !== null });
  const verify = useVerify(fabric.fabric);
  const report = verify.data ?? last.data;
  const close = () => {
    if (!verify.isPending) onClose();
  };
  const error = verify.error ?? last.error;
  return (
    <Dialog
      isOpen
      onClose={close}
      title={`Does the database have what Git and the cluster of ${fabric.fabric} have?`}
      description="Git, the database and the cluster are read afresh and compared. A repair writes the database again from Git and the cluster; what people wrote is never changed."
      isWide
    >
      <div className="stack">
        {report ? <Said report={report} /> : last.isFetching && <Loading lines={3} />}
        {verify.isPending && <p role="status">Reading everything afresh…</p>}
        {error && <ErrorView error={error} />}
      </div>
      <DialogActions>
        <Button onClick={close} disabled={verify.isPending}>
          Close
        </Button>
        {mayManage && report && canRepair(report) && (
          <Button isBusy={verify.isPending} onClick={() => verify.mutate(true)}>
            Repair the database
          </Button>
        )}
        {mayManage && (
          <Button look="primary" isBusy={verify.isPending} onClick={() => verify.mutate(false)}>
            Verify now
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

function Said({ report }: { report: VerifyReport }) {
  const repaired = repairWords(report);
  const shown = report.differences.slice(0, MANY);
  const hidden = report.differences.length - shown.length + report.more;
  const lacks = [report.git, report.database, report.cluster].flatMap(({ not_checked = [] }) => not_checked);
  return (
    <>
      <p role="status">
        <strong>{headline(report)}</strong>
        {repaired && ` ${repaired}`}
      </p>
      <dl className={styles.sides}>
        <dt>Git</dt>
        <dd>{sideWords(report.git, "files")}</dd>
        <dt>Database</dt>
        <dd>{sideWords(report.database, "rows")}</dd>
        <dt>Cluster</dt>
        <dd>{sideWords(report.cluster, "objects")}</dd>
        {report.drift !== undefined && report.drift !== null && (
          <>
            <dt>Drift</dt>
            <dd>{count(report.drift, "resource")}: listed under Drift, and not a difference here</dd>
          </>
        )}
      </dl>
      <Sentences label="Not checked" all={lacks} />
      <Sentences label="Late, and no difference" all={report.late ?? []} />
      {shown.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <ul className={`panel ${styles.differences}`} aria-label="Differences" tabIndex={0}>
          {shown.map((difference) => {
            const { what, how, says } = differenceWords(difference);
            return (
              <li key={`${what} ${difference.path} ${says}`} className={pairs.item}>
                <span className="mono">{what}</span>
                <div>
                  {how}
                  <div className="soft small">
                    <Marked text={difference.advice ? `${says}. ${difference.advice}` : says} />
                  </div>
                </div>
              </li>
            );
          })}
          {hidden > 0 && <li className={`muted ${pairs.item}`}>and {number(hidden)} more</li>}
        </ul>
      )}
    </>
  );
}

function Sentences({ label, all }: { label: string; all: string[] }) {
  if (all.length === 0) return null;
  return (
    <div className="small">
      <div className="muted">{label}</div>
      <ul aria-label={label}>
        {all.map((sentence) => (
          <li key={sentence}>
            <Marked text={sentence} />
          </li>
        ))}
      </ul>
    </div>
  );
}
