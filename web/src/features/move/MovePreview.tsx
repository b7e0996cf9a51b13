/** What a move would do, fabric by fabric, and what has to end first. */
import { Link } from "@tanstack/react-router";
import type { FabricMove, MoveView, SyncReport, UnderWay } from "~/api/types";
import { Marked } from "~/components/Marked";
import { Notice } from "~/components/Notice";
import { number, sentence } from "~/lib/words";
import styles from "./Move.module.css";
import {
  type Difference,
  differences,
  findingsSentence,
  historySentence,
  isDoubtful,
  isSameRemote,
  keptSentences,
  type Movable,
  underWaySentence,
} from "./words";

export function MovePreview({ what, view }: { what: Movable; view: MoveView }) {
  if (view.there)
    return <Notice tone="news" title={`The ${what} is at this place already. There is nothing to move.`} />;
  return (
    <>
      <dl className={styles.places}>
        <dt>From</dt>
        <dd>
          <Marked text={view.from} />
        </dd>
        <dt>To</dt>
        <dd>
          <Marked text={view.to} />
        </dd>
      </dl>
      {(view.under_way ?? []).map((one) => (
        <Running key={`${one.repository} ${one.branch}`} underWay={one} what={what} />
      ))}
      <Fabrics what={what} view={view} />
    </>
  );
}

function Running({ underWay, what }: { underWay: UnderWay; what: Movable }) {
  const link = underWay.run ? (
    <Link to="/runs/$run" params={{ run: String(underWay.run) }}>
      Open run {underWay.run}
    </Link>
  ) : (
    <Link to="/activity">Open the activity</Link>
  );
  return (
    <Notice tone="drift" title={<Marked text={underWaySentence(underWay)} />} action={link}>
      <p>The {what} can be moved when it has ended: preview the move again then.</p>
    </Notice>
  );
}

function Fabrics({ what, view }: { what: Movable; view: MoveView }) {
  if (isSameRemote(what, view)) {
    return <p>It is the same remote: its URL or credential changes, and nothing is read again.</p>;
  }
  if (view.fabrics.length === 0) return <p>No fabric uses this repository.</p>;
  return view.fabrics.map((fabric) => <Fabric key={fabric.fabric} fabric={fabric} />);
}

function Fabric({ fabric }: { fabric: FabricMove }) {
  return (
    <section aria-label={fabric.fabric} className={styles.fabric}>
      <h3>{fabric.fabric}</h3>
      <History fabric={fabric} />
      {fabric.obstacle ? (
        <Notice tone="conflict" title={`${fabric.fabric} cannot be moved there`}>
          <p>
            <Marked text={sentence(fabric.obstacle)} />
          </p>
        </Notice>
      ) : (
        <Read fabric={fabric} />
      )}
    </section>
  );
}

function History({ fabric }: { fabric: FabricMove }) {
  // that there is no branch is what the obstacle says
  if (fabric.history === "absent" && fabric.obstacle) return null;
  const words = <Marked text={historySentence(fabric)} />;
  return isDoubtful(fabric) ? <Notice tone="drift" title={words} /> : <p>{words}</p>;
}

function Read({ fabric }: { fabric: FabricMove }) {
  const { report } = fabric;
  return (
    <>
      {report ? <Differences report={report} /> : <p>Its files are read at the next sync.</p>}
      <ul className={styles.kept} aria-label="Drafts and changes">
        {keptSentences(fabric).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </>
  );
}

function Differences({ report }: { report: SyncReport }) {
  const all = differences(report);
  const findings = findingsSentence(report);
  return (
    <>
      {report.alerts.map((alert) => (
        <Notice key={alert} tone="drift" title={<Marked text={sentence(alert)} />} />
      ))}
      {all.length === 0 ? <p>No resource differs.</p> : all.map((one) => <Named key={one.words} difference={one} />)}
      {findings && <p>{findings}</p>}
    </>
  );
}

/** A number that can be opened. */
function Named({ difference: { words, names, more } }: { difference: Difference }) {
  return (
    <details className={styles.difference}>
      <summary>{words}</summary>
      <ul className="mono">
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      {more > 0 && <p className="muted small">and {number(more)} more</p>}
    </details>
  );
}
