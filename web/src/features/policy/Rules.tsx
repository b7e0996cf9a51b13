/** The rules of a policy in their order: each as a sentence, how often it decided, on or off, edited, taken away, taken back. */
import { useState } from "react";
import type { PolicyRule, UsedView } from "~/api/types";
import { Button } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { Marked } from "~/components/Marked";
import { count } from "~/lib/words";
import { Ordered } from "./Ordered";
import styles from "./Policy.module.css";
import { freeName, ruleSentence, timesOf } from "./policy";
import { RuleDialog } from "./RuleDialog";
import { TakeBack } from "./TakeBack";

interface Props {
  fabric: string | null;
  rules: readonly PolicyRule[];
  /** Those that hold now: only what they decided can be taken back. */
  saved: readonly PolicyRule[];
  used: readonly UsedView[];
  isReadOnly: boolean;
  onChange: (rules: PolicyRule[]) => void;
}

export function Rules({ fabric, rules, saved, used, isReadOnly, onChange }: Props) {
  // the place of the rule that is edited; one behind the last: a new one
  const [at, setAt] = useState<number>();
  const everywhere = fabric === null;
  const put = (rule: PolicyRule, place: number) => {
    const after = [...rules];
    after[place] = rule;
    onChange(after);
  };
  const opened = at === undefined ? undefined : rules[at];
  return (
    <section className={styles.column} aria-labelledby="rules-of-policy">
      <div className={styles.head}>
        <h2 id="rules-of-policy">Rules</h2>
        {!isReadOnly && (
          <Button icon="plus" onClick={() => setAt(rules.length)}>
            Add rule
          </Button>
        )}
      </div>
      <p className="soft small">
        The first rule that matches a conflict decides it. Without a match, or where the outcome would break the schema,
        a person decides.
      </p>
      {rules.length === 0 ? (
        <div className="panel">
          <EmptyState title="No rules">
            Every conflict is decided by a person. A rule is added here, or from a conflict: Always decide like this.
          </EmptyState>
        </div>
      ) : (
        <Ordered label="Rules" items={rules} idOf={({ name }) => name} isReadOnly={isReadOnly} onMove={onChange}>
          {(rule, place) => (
            <>
              <div className={`${styles.words} ${rule.off ? styles.off : ""}`}>
                <Marked text={ruleSentence(rule)} />
                <div className="small soft">
                  {rule.name}
                  {rule.off && " · off: it decides nothing"}
                  {" · "}
                  {timesOf(used, { rule: rule.name, everywhere })} decided in 30 days
                </div>
              </div>
              <div className={styles.acts}>
                {!isReadOnly && (
                  <>
                    <label className={styles.switch}>
                      <input
                        type="checkbox"
                        checked={!rule.off}
                        aria-label={`${rule.name} is on`}
                        onChange={({ target }) => put({ ...rule, off: !target.checked }, place)}
                      />
                      on
                    </label>
                    <Button look="quiet" icon="edit" isIconOnly onClick={() => setAt(place)}>
                      {`Edit rule ${rule.name}`}
                    </Button>
                    <Button
                      look="quiet"
                      icon="trash"
                      isIconOnly
                      onClick={() => onChange(rules.filter((_, other) => other !== place))}
                    >
                      {`Remove rule ${rule.name}`}
                    </Button>
                    {saved.some(({ name }) => name === rule.name) && (
                      <TakeBack
                        fabric={fabric}
                        used={{ rule: rule.name, ...(everywhere && { everywhere }) }}
                        times={timesOf(used, { rule: rule.name, everywhere })}
                        name={rule.name}
                      />
                    )}
                  </>
                )}
              </div>
            </>
          )}
        </Ordered>
      )}
      {rules.length > 1 && !isReadOnly && (
        <p className="small muted">
          {count(rules.length, "rule")}: drag one elsewhere, or <kbd>Alt</kbd> <kbd>↑</kbd> <kbd>↓</kbd> on its number.
        </p>
      )}
      {at !== undefined && (
        <RuleDialog
          title={opened ? "Change rule" : "Add rule"}
          rule={opened ?? { name: freeName("rule", rules), take: "newest" }}
          others={rules.filter((rule) => rule !== opened)}
          onTake={(rule) => put(rule, at)}
          onClose={() => setAt(undefined)}
        />
      )}
    </section>
  );
}
