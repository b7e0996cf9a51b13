/** The rules that the fabric declares itself: listed with what cannot be verified, and written as a text. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { TaggedRules } from "~/api/queries/rules";
import type { RuleView } from "~/api/types";
import { Button } from "~/components/Button";
import { Marked } from "~/components/Marked";
import { Notice } from "~/components/Notice";
import { Badge } from "~/components/StateBadge";
import { sentence } from "~/lib/words";
import { DeclaredEditor } from "./DeclaredEditor";
import { isDeclared, notesOf } from "./declared";
import styles from "./RulesTab.module.css";
import { brokenOf, levelWords, ruleSearch } from "./rules";

interface Props {
  fabric: string;
  tagged: TaggedRules;
  /** Why whoever looks may not declare any. */
  why: string | undefined;
}

export function DeclaredRules({ fabric, tagged, why }: Props) {
  // what was looked at when the editor was opened: others may save meanwhile
  const [editing, setEditing] = useState<TaggedRules>();
  const { declared, rules } = tagged.rules;
  const own = rules.filter(isDeclared);
  const isNone = declared.text.trim() === "";
  return (
    <section aria-label="Declared rules" className={styles.section}>
      <h2>Declared rules</h2>
      <p className="soft">
        Rules of this fabric for custom resources that Hedgerow knows nothing of: references, values that are unique or
        in a range, prefixes that do not overlap.
      </p>
      {declared.problem && (
        <Notice tone="conflict" title="The rules count as not declared">
          <Marked text={sentence(declared.problem)} />
        </Notice>
      )}
      <Notes notes={notesOf(declared.notes)} />
      {own.length > 0 && <Table rules={own} />}
      {own.length === 0 && !declared.problem && <p>None are declared.</p>}
      {why !== undefined && !isNone && <p className="soft small">{why}</p>}
      {why === undefined && !editing && (
        <div className="line">
          <Button onClick={() => setEditing(tagged)}>{isNone ? "Declare rules" : "Edit declared rules"}</Button>
        </div>
      )}
      {editing && <DeclaredEditor fabric={fabric} looked={editing} onClose={() => setEditing(undefined)} />}
    </section>
  );
}

function Table({ rules }: { rules: readonly RuleView[] }) {
  return (
    <ul className={`panel ${styles.declared}`}>
      {rules.map((rule) => {
        const broken = brokenOf(rule);
        return (
          <li key={rule.id}>
            <span className={styles.title}>
              <Link to="." search={ruleSearch(rule.id) as never} resetScroll={false}>
                <code>{rule.id}</code>
              </Link>
              <span className={styles.level}>{levelWords(rule)}</span>
            </span>
            <span className={styles.meaning}>
              <Marked text={rule.meaning} />
            </span>
            {broken && <Badge tone={broken.tone}>{broken.words}</Badge>}
          </li>
        );
      })}
    </ul>
  );
}

/** What is not verified may be a mistake of who declared it. */
function Notes({ notes }: { notes: ReturnType<typeof notesOf> }) {
  if (notes.length === 0) return null;
  return (
    <Notice tone="drift" title="Not all of it could be verified">
      <ul className={styles.unchecked}>
        {notes.flatMap(({ rule, messages }) =>
          messages.map((message) => (
            <li key={`${rule} ${message}`}>
              <code>{rule}</code>: <Marked text={message} />
            </li>
          )),
        )}
      </ul>
    </Notice>
  );
}
