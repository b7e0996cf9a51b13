/** How much drift matters: the first severity that fits says it. */
import { useState } from "react";
import type { SeverityRule } from "~/api/types";
import { Button } from "~/components/Button";
import { Marked } from "~/components/Marked";
import { Ordered } from "./Ordered";
import styles from "./Policy.module.css";
import { severitySentence } from "./policy";
import { SeverityDialog } from "./SeverityDialog";

interface Props {
  severities: readonly SeverityRule[];
  isReadOnly: boolean;
  onChange: (severities: SeverityRule[]) => void;
}

export function Severities({ severities, isReadOnly, onChange }: Props) {
  const [at, setAt] = useState<number>();
  const opened = at === undefined ? undefined : severities[at];
  const plain = (of: SeverityRule) => severitySentence(of).replaceAll("`", "");
  return (
    <section className={styles.column} aria-labelledby="severities-of-policy">
      <div className={styles.head}>
        <h2 id="severities-of-policy">Severity of drift</h2>
        {!isReadOnly && (
          <Button icon="plus" onClick={() => setAt(severities.length)}>
            Add severity
          </Button>
        )}
      </div>
      {severities.length === 0 ? (
        <p className="soft small">Drift that no policy says otherwise of is a warning.</p>
      ) : (
        <Ordered
          label="Severity of drift"
          items={severities}
          idOf={({ kind, path, standing }) => [path, kind, standing].filter(Boolean).join(" of ") || "any drift"}
          isReadOnly={isReadOnly}
          onMove={onChange}
        >
          {(of, place) => (
            <>
              <div className={styles.words}>
                <Marked text={severitySentence(of)} />
              </div>
              <div className={styles.acts}>
                {!isReadOnly && (
                  <>
                    <Button look="quiet" icon="edit" isIconOnly onClick={() => setAt(place)}>
                      {`Edit: ${plain(of)}`}
                    </Button>
                    <Button
                      look="quiet"
                      icon="trash"
                      isIconOnly
                      onClick={() => onChange(severities.filter((_, other) => other !== place))}
                    >
                      {`Remove: ${plain(of)}`}
                    </Button>
                  </>
                )}
              </div>
            </>
          )}
        </Ordered>
      )}
      {at !== undefined && (
        <SeverityDialog
          title={opened ? "Change severity" : "Add severity"}
          severity={opened ?? { severity: "error" }}
          onTake={(severity) => {
            const after = [...severities];
            after[at] = severity;
            onChange(after);
          }}
          onClose={() => setAt(undefined)}
        />
      )}
    </section>
  );
}
