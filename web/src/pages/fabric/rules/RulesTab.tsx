/** The rules between resources: each with its level, how often it is broken, and examples; how the fabric is installed,
 and what it declares itself. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { type TaggedRules, useRules, useSetRule } from "~/api/queries/rules";
import type { FabricView } from "~/api/types";
import { EmptyState } from "~/components/EmptyState";
import { ErrorView } from "~/components/ErrorView";
import { FilterBox } from "~/components/filter/FilterBox";
import { Loaded } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import { Notice } from "~/components/Notice";
import { SavedFilters } from "~/features/filters/SavedFilters";
import { useWhyNot } from "~/features/permissions/whyNot";
import { compileFilter } from "~/lib/filter/compile";
import { sentence } from "~/lib/words";
import { DeclaredRules } from "./DeclaredRules";
import { Installation } from "./Installation";
import { RuleItem } from "./RuleItem";
import styles from "./RulesTab.module.css";
import { byUrgency, figuresWords, RULE_FILTER, summaryWords } from "./rules";

export function RulesTab({ fabric }: { fabric: FabricView }) {
  const rules = useRules(fabric.fabric);
  return <Loaded query={rules}>{(tagged) => <Rules fabric={fabric.fabric} tagged={tagged} />}</Loaded>;
}

function Rules({ fabric, tagged }: { fabric: string; tagged: TaggedRules }) {
  const { rules: view } = tagged;
  const why = useWhyNot("manage", fabric);
  const figures = figuresWords(view);
  return (
    <div className="stack">
      {figures && <Notice tone="drift" title={figures} />}
      <NotChecked sentences={view.not_checked} />
      <Installation fabric={fabric} tagged={tagged} why={why} />
      <DeclaredRules fabric={fabric} tagged={tagged} why={why} />
      <List fabric={fabric} tagged={tagged} why={why} />
    </div>
  );
}

/** What could not be judged is no tick. */
function NotChecked({ sentences }: { sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <Notice tone="drift" title="Some rules could not be checked">
      <ul className={styles.unchecked}>
        {sentences.map((one) => (
          <li key={one}>
            <Marked text={sentence(one)} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}

interface ListProps {
  fabric: string;
  tagged: TaggedRules;
  /** Why whoever looks may not set a rule. */
  why: string | undefined;
}

function List({ fabric, tagged: { rules: view }, why }: ListProps) {
  const { q = "" } = useSearch({ from: "/frame/fabrics/$fabric" });
  const navigate = useNavigate({ from: "/fabrics/$fabric" });
  const setFilter = (text: string) =>
    navigate({ search: (before) => ({ ...before, q: text || undefined }), replace: true });
  const ordered = useMemo(() => byUrgency(view.rules), [view.rules]);
  const shown = useMemo(() => ordered.filter(compileFilter(q, RULE_FILTER).test), [ordered, q]);
  const set = useSetRule(fabric);
  return (
    <section aria-label="Rules" className={styles.section}>
      <div className="line">
        <h2>Rules between resources</h2>
        <span className="soft">{summaryWords(view)}</span>
      </div>
      <FilterBox
        label="Filter rules"
        placeholder="is:broken kind:VPC text"
        value={q}
        onChange={setFilter}
        spec={RULE_FILTER}
        rows={view.rules}
      >
        <SavedFilters page="rules" fabric={fabric} />
      </FilterBox>
      {set.error && <ErrorView error={set.error} />}
      {shown.length === 0 ? (
        <EmptyState title="No rule matches the filter">Clear the filter to see all rules.</EmptyState>
      ) : (
        <ul className={`panel ${styles.rules}`}>
          {shown.map((rule) => (
            <RuleItem
              key={rule.id}
              fabric={fabric}
              rule={rule}
              isAlone={shown.length === 1}
              why={why}
              isBusy={set.isPending}
              onSet={(level) => set.mutate({ rule: rule.id, level })}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
