/** One entry with everything that is kept of it. */
import { Link } from "@tanstack/react-router";
import type { AuditView } from "~/api/types";
import { Dialog } from "~/components/Dialog";
import { StateBadge } from "~/components/StateBadge";
import { exact } from "~/lib/time";
import styles from "./Audit.module.css";
import { Differences } from "./Differences";
import { actionWords, actorWords } from "./words";

interface Props {
  entry: AuditView;
  onClose: () => void;
}

export function EntryDialog({ entry, onClose }: Props) {
  const { actor } = entry;
  return (
    <Dialog isOpen isWide onClose={onClose} title={`Entry ${entry.seq}`}>
      <dl className={styles.facts}>
        <dt>When</dt>
        <dd>{exact(entry.at)}</dd>
        <dt>Who</dt>
        <dd>
          {actorWords(actor)}
          {actor.name && actor.name !== actor.login && <span className="soft"> ({actor.name})</span>}
          {actor.token && `, by token ${actor.token}`}
          {entry.from && (
            <>
              {" "}
              from <code>{entry.from}</code>
            </>
          )}
        </dd>
        <dt>What</dt>
        <dd>
          {actionWords(entry.action)} <code className="muted">{entry.action}</code>
        </dd>
        <dt>Outcome</dt>
        <dd>
          <StateBadge of="AuditOutcome" state={entry.outcome} />
        </dd>
        {entry.subject && (
          <>
            <dt>On what</dt>
            <dd>{entry.subject}</dd>
          </>
        )}
        {entry.fabric && (
          <>
            <dt>Fabric</dt>
            <dd>
              <Link to="/fabrics/$fabric" params={{ fabric: entry.fabric }}>
                {entry.fabric}
              </Link>
            </dd>
          </>
        )}
        {entry.detail && (
          <>
            <dt>Details</dt>
            <dd>{entry.detail}</dd>
          </>
        )}
      </dl>
      <Differences entry={entry} />
    </Dialog>
  );
}
