/** One rule: what it says, how often it is broken; opened, its findings, its examples, and its level to be set. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useFindings } from "~/api/queries/fabrics";
import type { FindingView, RuleLevel, RuleView } from "~/api/types";
import { SelectField } from "~/components/fields";
import { Loaded } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import { Badge, SeverityBadge } from "~/components/StateBadge";
import { FindingList } from "~/features/finding/FindingList";
import { FindingPlace } from "~/features/finding/FindingPlace";
import { FindingText } from "~/features/finding/FindingText";
import { list, sentence } from "~/lib/words";
import styles from "./RulesTab.module.css";
import { brokenOf, findingsOf, levelsOf, levelWords, ruleSearch } from "./rules";

interface Props {
  fabric: string;
  rule: RuleView;
  /** The only one that is shown: then it is open. */
  isAlone: boolean;
  /** Why whoever looks may not set it. */
  why: string | undefined;
  isBusy: boolean;
  onSet: (level: RuleLevel) => void;
}

export function RuleItem(props: Props) {
  const { rule, isAlone } = props;
  const [isToggled, setToggled] = useState<boolean>();
  const isOpen = isToggled ?? isAlone;
  const broken = brokenOf(rule);
  return (
    <li className={styles.item}>
      <details open={isOpen} onToggle={(event) => setToggled(event.currentTarget.open)} className={styles.rule}>
        <summary>
          <span className={styles.title}>
            <code>{rule.id}</code>
            <span className={styles.level}>{levelWords(rule)}</span>
          </span>
          <span className={styles.meaning}>
            <Marked text={rule.meaning} />
          </span>
        </summary>
        {isOpen && <Opened {...props} />}
      </details>
      {broken && (
        // beside the rule, not in it: what opens it holds no link
        <Link to="." search={ruleSearch(rule.id) as never} className={styles.broken} resetScroll={false}>
          <Badge tone={broken.tone}>{broken.words}</Badge>
        </Link>
      )}
    </li>
  );
}

function Opened({ fabric, rule, why, isBusy, onSet }: Props) {
  return (
    <div className={styles.opened}>
      <p>
        {rule.kinds.length > 1 ? "Kinds" : "Kind"}: {list(rule.kinds)}. <Marked text={sentence(rule.action)} />
      </p>
      <Level rule={rule} why={why} isBusy={isBusy} onSet={onSet} />
      {brokenOf(rule) && <Findings fabric={fabric} rule={rule.id} />}
      <Examples rule={rule} />
    </div>
  );
}

function Level({ rule, why, isBusy, onSet }: Omit<Props, "fabric" | "isAlone">) {
  const schema = rule.schema ?? [];
  const held = schema.length > 0 && (
    <p className="soft small">
      The schema check holds this rule{rule.can_be_set ? " in part" : ""}: its findings have the{" "}
      {schema.length > 1 ? "ids" : "id"} {list(schema)}, and it cannot be switched off there.
    </p>
  );
  if (!rule.can_be_set) return held;
  return (
    <>
      {held}
      {why === undefined ? (
        <div className={styles.choice}>
          <SelectField
            label="Level in this fabric"
            value={rule.level}
            options={levelsOf(rule)}
            onChange={onSet}
            disabled={isBusy}
          />
        </div>
      ) : (
        <p className="soft small">Its level in this fabric can be set. {why}</p>
      )}
    </>
  );
}

function Findings({ fabric, rule }: { fabric: string; rule: string }) {
  const findings = useFindings(fabric);
  return (
    <Loaded query={findings} lines={2}>
      {(all) => {
        const found = findingsOf(all, rule);
        return (
          <FindingList fabric={fabric} label={`Findings of ${rule}`} findings={found}>
            {(finding) => <FindingLine fabric={fabric} finding={finding} />}
          </FindingList>
        );
      }}
    </Loaded>
  );
}

function FindingLine({ fabric, finding }: { fabric: string; finding: FindingView }) {
  return (
    <div className={styles.finding}>
      <SeverityBadge severity={finding.severity} />
      <div>
        <FindingText finding={finding} fabric={fabric} />{" "}
        <span className="muted small">
          <FindingPlace
            fabric={fabric}
            path={finding.path}
            line={finding.line}
            resource={finding.resource}
            finding={finding}
          />
        </span>
      </div>
    </div>
  );
}

function Examples({ rule }: { rule: RuleView }) {
  const texts = [
    { title: "Before", text: rule.before },
    { title: "Breaks the rule", text: rule.violating },
    { title: "Does not break it", text: rule.conforming },
  ];
  // a rule of the fabric's own has none
  if (texts.every(({ text }) => text.trim() === "")) return null;
  return (
    <details>
      <summary>Examples</summary>
      <div className={styles.examples}>
        {texts.map(
          ({ title, text }) =>
            text.trim() !== "" && (
              <figure key={title}>
                <figcaption>{title}</figcaption>
                {/* a long line is scrolled, by keyboard too */}
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
                <pre tabIndex={0}>{text.trim()}</pre>
              </figure>
            ),
        )}
      </div>
    </details>
  );
}
