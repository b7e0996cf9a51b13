/** What is wrong in a fabric's files, by rule; and, as information, what could not be checked. */
import { useMemo, useState } from "react";
import { useFindings } from "~/api/queries/fabrics";
import { useMay } from "~/api/queries/me";
import type { FabricView, FindingView } from "~/api/types";
import { Button } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { Loaded } from "~/components/Loaded";
import { SeverityBadge } from "~/components/StateBadge";
import { FindingText, ResourceName } from "~/features/finding/FindingText";
import { groupByRule, NOT_CHECKED, type RuleGroup } from "~/features/finding/group";
import { ruleTitle } from "~/features/finding/titles";
import { placeWords } from "~/features/finding/words";
import { count, number } from "~/lib/words";
import styles from "./FindingsTab.module.css";
import { Migrations } from "./Migrations";

/** How many findings of a rule are shown at first, and with each press of the button. */
const STEP = 50;

/** So many rules are unfolded from the start. */
const UNFOLDED = 3;

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
    <ul className={styles.groups}>
      {groups.map((group, at) => (
        <li key={group.rule} className="panel">
          <Group
            group={group}
            fabric={fabric.fabric}
            isOpen={at < UNFOLDED && group.rule !== NOT_CHECKED}
            onMigrate={onMigrate}
          />
        </li>
      ))}
    </ul>
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
  isOpen: boolean;
  onMigrate: OnMigrate;
}

function Group({ group, fabric, isOpen, onMigrate }: GroupProps) {
  const { rule, severity, findings } = group;
  const [shown, setShown] = useState(STEP);
  const rest = findings.length - shown;
  const isInfo = rule === NOT_CHECKED;
  return (
    <details open={isOpen} className={styles.group}>
      <summary>
        <SeverityBadge severity={severity} isInButton />
        <strong>{ruleTitle(rule)}</strong>
        <span className="soft">{isInfo ? count(findings.length, "reason") : count(findings.length, "finding")}</span>
        <span className="mono small muted">{rule}</span>
      </summary>
      {isInfo && (
        <p className="small soft">This is no problem of the files: what the rules need to judge is missing.</p>
      )}
      <ul>
        {findings.slice(0, shown).map((finding) => (
          <li
            key={`${finding.path}:${finding.line}:${finding.column}:${finding.resource}:${finding.message}`}
            className={styles.finding}
          >
            {isInfo ? finding.message : <Line finding={finding} fabric={fabric} onMigrate={onMigrate} />}
          </li>
        ))}
      </ul>
      {rest > 0 && <Button onClick={() => setShown(shown + STEP)}>Show {number(Math.min(rest, STEP))} more</Button>}
    </details>
  );
}

function Line({ finding, fabric, onMigrate }: { finding: FindingView; fabric: string; onMigrate: OnMigrate }) {
  const place = placeWords(finding.path, finding.line);
  const other = placeWords(finding.other_path, finding.other_line);
  return (
    <>
      <FindingText finding={finding} fabric={fabric} />
      <div className={`small muted ${styles.places}`}>
        {place && <Place words={place} name={finding.resource} line={finding.line} fabric={fabric} />}
        {other && <Place words={other} name={finding.other} line={finding.other_line} fabric={fabric} />}
        {finding.migration && onMigrate && (
          <Button look="quiet" onClick={onMigrate}>
            Show what migrating changes
          </Button>
        )}
      </div>
    </>
  );
}

interface PlaceProps {
  words: string;
  name: string | null | undefined;
  line: number | null | undefined;
  fabric: string;
}

/** A file and line, which lead to the resource's text there. */
function Place({ words, name, line, fabric }: PlaceProps) {
  if (!name) return <span className="mono">{words}</span>;
  return (
    <ResourceName fabric={fabric} name={name} fileLine={line}>
      {words}
    </ResourceName>
  );
}
