/** How much drift matters. Added with the command line or in the policy's file; shown, ordered and removed here. */
import type { SeverityRule } from "~/api/types";
import { Button } from "~/components/Button";
import { Marked } from "~/components/Marked";
import { Ordered } from "./Ordered";
import styles from "./Policy.module.css";
import { severitySentence } from "./policy";

interface Props {
  severities: readonly SeverityRule[];
  isReadOnly: boolean;
  onChange: (severities: SeverityRule[]) => void;
}

export function Severities({ severities, isReadOnly, onChange }: Props) {
  if (severities.length === 0) return null;
  return (
    <section className={styles.column} aria-labelledby="severities-of-policy">
      <div className={styles.head}>
        <h2 id="severities-of-policy">Severity of drift</h2>
      </div>
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
                <Button
                  look="quiet"
                  icon="trash"
                  isIconOnly
                  onClick={() => onChange(severities.filter((_, other) => other !== place))}
                >
                  {`Remove: ${severitySentence(of).replaceAll("`", "")}`}
                </Button>
              )}
            </div>
          </>
        )}
      </Ordered>
    </section>
  );
}
