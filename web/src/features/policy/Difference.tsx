/** How the policy of the repository differs from the one that decides, rule by rule. */
import type { PolicyDifference } from "~/api/types";
import { Marked } from "~/components/Marked";
import { CHANGE_WORDS, differenceLines } from "./inRepository";
import styles from "./Policy.module.css";

export function Difference({ difference }: { difference: PolicyDifference }) {
  const lines = differenceLines(difference);
  if (lines.length === 0) return null;
  return (
    <ul className={`panel ${styles.difference}`} aria-label="What is different with it">
      {lines.map(({ change, name, before, after }, at) => (
        // an owner has no name
        <li key={`${name} ${at.toString()}`}>
          <span className={styles.change}>{CHANGE_WORDS[change]}</span>
          <span className={styles.words}>
            {before !== undefined && (
              <del>
                <Marked text={before} />
              </del>
            )}
            {before !== undefined && after !== undefined && <br />}
            {after !== undefined && <Marked text={after} />}
            <span className="small soft"> {name}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
