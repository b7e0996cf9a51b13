/** What is wrong in a fabric's files, by rule; and, as information, what could not be checked. */
import { useMemo, useState } from "react";
import { useFindings } from "~/api/queries/fabrics";
import { useMay } from "~/api/queries/me";
import type { FabricView, FindingView } from "~/api/types";
import { Button } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { Loaded } from "~/components/Loaded";
import { SeverityBadge } from "~/components/StateBadge";
import { ExportCsv } from "~/components/table/ExportCsv";
import { foundWords } from "~/features/finding/evidence";
import { FindingList } from "~/features/finding/FindingList";
import { FindingPlace } from "~/features/finding/FindingPlace";
import { FindingText } from "~/features/finding/FindingText";
import { groupByRule, NOT_CHECKED, type RuleGroup } from "~/features/finding/group";
import { NotCheckedText } from "~/features/finding/NotCheckedText";
import { ruleTitle } from "~/features/finding/titles";
import type { CsvColumn } from "~/lib/csv";
import { count } from "~/lib/words";
import styles from "./FindingsTab.module.css";
import { Migrations } from "./Migrations";

const FINDING_CSV: CsvColumn<FindingView>[] = [
  { header: "Severity", cell: ({ severity }) => severity },
  { header: "Rule", cell: ({ rule }) => rule },
  { header: "Message", cell: ({ message }) => message },
  { header: "Resource", cell: ({ resource }) => resource },
  { header: "File", cell: ({ path }) => path },
  { header: "Line", cell: ({ line }) => (line > 0 ? line : undefined) },
  { header: "Other resource", cell: ({ other }) => other },
  { header: "Other file", cell: ({ other_path }) => other_path },
];

/** With no more findings than these, what is broken is unfolded from the start. */
const FEW = 30;

export function FindingsTab({ fabric }: { fabric: FabricView }) {
  const findings = useFindings(fabric.fabric);
  const mayEdit = useMay("edit", fabric.fabric);
  const [isMigrating, setMigrating] = useState(false);
  const onMigrate = mayEdit && fabric.commit ? () => setMigrating(true) : undefined;
  return (
    <div className="stack">
      {onMigrate && <Migrations fabric={fabric.fabric} isOpen={isMigrating} onOpen={setMigrating} />}
      <Loaded query={findings}>{(found) => <Groups fabric={fabric} findings={found} onMigrate={onMigrate} />}</Loaded>
    </div>
  );
}

/** Shows what migrating would change; nothing where whoever looks may not. */
type OnMigrate = (() => void) | undefined;

interface GroupsProps {
  fabric: FabricView;
  findings: readonly FindingView[];
  onMigrate: OnMigrate;
}

function Groups({ fabric, findings, onMigrate }: GroupsProps) {
  const groups = useMemo(() => groupByRule(findings), [findings]);
  if (groups.length === 0) return <Nothing fabric={fabric} />;
  return (
    <>
      <div className={styles.tools}>
        <span className="soft">{foundWords(findings)}</span>
        <ExportCsv file={`${fabric.fabric}-findings`} columns={FINDING_CSV} rows={() => ({ rows: findings })} />
      </div>
      <ul className={styles.groups}>
        {groups.map((group) => (
          <li key={group.rule} className="panel">
            <Group
              group={group}
              fabric={fabric.fabric}
              isFirstOpen={findings.length <= FEW && group.rule !== NOT_CHECKED}
              onMigrate={onMigrate}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

function Nothing({ fabric }: { fabric: FabricView }) {
  if (!fabric.commit) {
    return <EmptyState title="Nothing was read yet">What is wrong is known once Git was read.</EmptyState>;
  }
  return (
    <EmptyState title="No findings">
      The {count(fabric.resources, "resource")} of {fabric.fabric} were checked against their schemas and the rules
      between resources.
    </EmptyState>
  );
}

interface GroupProps {
  group: RuleGroup;
  fabric: string;
  isFirstOpen: boolean;
  onMigrate: OnMigrate;
}

function Group({ group, fabric, isFirstOpen, onMigrate }: GroupProps) {
  const { rule, severity, findings } = group;
  // what is folded is not drawn
  const [isOpen, setOpen] = useState(isFirstOpen);
  const isInfo = rule === NOT_CHECKED;
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)} className={styles.group}>
      <summary>
        <SeverityBadge severity={severity} isInButton />
        <strong>{ruleTitle(rule)}</strong>
        <span className="soft">{isInfo ? count(findings.length, "reason") : count(findings.length, "finding")}</span>
        <span className="mono small muted">{rule}</span>
      </summary>
      {isOpen && (
        <>
          {isInfo && <p className="small soft">The files are not at fault: what the rules need to judge is missing.</p>}
          <FindingList fabric={fabric} label={`Findings of ${rule}`} findings={findings}>
            {(finding) =>
              isInfo ? (
                <NotCheckedText fabric={fabric} text={finding.message} />
              ) : (
                <Line finding={finding} fabric={fabric} onMigrate={onMigrate} />
              )
            }
          </FindingList>
        </>
      )}
    </details>
  );
}

function Line({ finding, fabric, onMigrate }: { finding: FindingView; fabric: string; onMigrate: OnMigrate }) {
  return (
    <>
      <FindingText finding={finding} fabric={fabric} />
      <div className={`small muted ${styles.places}`}>
        <FindingPlace
          fabric={fabric}
          path={finding.path}
          line={finding.line}
          resource={finding.resource}
          finding={finding}
        />
        <FindingPlace fabric={fabric} path={finding.other_path} line={finding.other_line} resource={finding.other} />
        {finding.migration && onMigrate && (
          <Button look="quiet" onClick={onMigrate}>
            Show what migrating changes
          </Button>
        )}
      </div>
    </>
  );
}
