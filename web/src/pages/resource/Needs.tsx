/** What of a resource needs a person: open conflicts, what is wrong with it, unsaved text. */
import { Link } from "@tanstack/react-router";
import type { ResourceId } from "~/api/keys";
import type { ConflictView, FindingView, ResourceDetail, Severity } from "~/api/types";
import { ButtonLink } from "~/components/Button";
import { Notice } from "~/components/Notice";
import { Time } from "~/components/Time";
import { disagreement, placeOf } from "~/features/conflict/set";
import { TAB_OF, useLastEditor } from "~/features/drafting/editorView";
import { changesKept } from "~/features/drafting/kept";
import { FindingText } from "~/features/finding/FindingText";
import { count } from "~/lib/words";
import { InCluster } from "./InCluster";
import styles from "./Needs.module.css";
import { ownLine } from "./ownLine";

interface Props {
  id: ResourceId;
  detail: ResourceDetail;
  isEditing: boolean;
}

export function Needs({ id, detail, isEditing }: Props) {
  const conflicts = detail.conflicts.filter((conflict) => conflict.state === "open");
  const editor = useLastEditor();
  const kept = isEditing ? [] : changesKept(id);
  const isLevel = !detail.drift && !detail.cluster?.unknown_since && !detail.cluster?.problem;
  if (conflicts.length + detail.findings.length + kept.length === 0 && isLevel) return null;
  return (
    <div className={`stack ${styles.needs}`}>
      {conflicts.length > 0 && <Conflicts conflicts={conflicts} />}
      <InCluster fabric={id.fabric} detail={detail} />
      {kept.map(({ change, at }) => (
        <Notice
          key={change}
          tone="draft"
          title={change ? `You have unsaved text for ${change}.` : "You have unsaved text for a new change."}
          action={
            <ButtonLink to="." search={{ tab: TAB_OF[editor], change: change || undefined } as never}>
              Continue editing
            </ButtonLink>
          }
        >
          <p>
            Last typed <Time at={at} /> in this browser tab; nobody else sees it.
          </p>
        </Notice>
      ))}
      <Findings fabric={id.fabric} detail={detail} severity="error" title={(many) => count(many, "error")} />
      <Findings fabric={id.fabric} detail={detail} severity="warning" title={(many) => count(many, "warning")} />
      <Findings fabric={id.fabric} detail={detail} severity="info" title={(many) => count(many, "note")} />
    </div>
  );
}

function Conflicts({ conflicts }: { conflicts: ConflictView[] }) {
  const [first] = conflicts;
  return (
    <Notice
      tone="conflict"
      title={`${count(conflicts.length, "conflict")} to decide.`}
      action={
        first && (
          <ButtonLink to="/conflicts/$conflict" params={{ conflict: String(first.id) }}>
            Decide conflicts
          </ButtonLink>
        )
      }
    >
      <ul>
        {conflicts.map((conflict) => (
          <li key={conflict.id}>
            <Link to="/conflicts/$conflict" params={{ conflict: String(conflict.id) }} className="mono">
              {placeOf(conflict)}
            </Link>{" "}
            <span className="soft">
              {disagreement(conflict)}
              {conflict.change && ` in ${conflict.change}`}
            </span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

interface FindingsProps {
  fabric: string;
  detail: ResourceDetail;
  severity: Severity;
  title: (many: number) => string;
}

function Findings({ fabric, detail, severity, title }: FindingsProps) {
  const findings = detail.findings.filter((finding) => finding.severity === severity);
  if (findings.length === 0) return null;
  const tone = severity === "error" ? "conflict" : severity === "warning" ? "drift" : "aside";
  return (
    <Notice tone={tone} title={`${title(findings.length)} in Git's files.`}>
      <ul>
        {findings.map((finding) => (
          <li key={`${finding.path}:${finding.line}:${finding.rule}:${finding.field ?? ""}:${finding.other ?? ""}`}>
            <FindingText finding={finding} fabric={fabric} isOwnPage /> <Place finding={finding} detail={detail} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Place({ finding, detail }: { finding: FindingView; detail: ResourceDetail }) {
  const line = ownLine(finding, detail);
  const words = `${finding.path}${finding.line > 0 ? `:${finding.line}` : ""}`;
  if (finding.path === "" && !line) return null;
  return line ? (
    <Link to="." search={{ tab: "yaml", line: String(line) } as never} className="mono small">
      {words}
    </Link>
  ) : (
    <span className="mono small muted">{words}</span>
  );
}
