/** What a fabric in a directory would have: kinds, files and problems, before it is connected. */
import type { LookView } from "~/api/types";
import { Notice } from "~/components/Notice";
import { findingWords } from "~/features/finding/words";
import { count, number, shortCommit } from "~/lib/words";
import styles from "./Picking.module.css";
import { foundWords, problemWords, takenWords } from "./picking";

export function Found({ look }: { look: LookView }) {
  const { taken_by: taken, findings, twice, twice_total: allTwice, commit } = look;
  const more = look.errors + look.warnings - findings.length;
  if (taken) return <Notice tone="aside" title={takenWords(taken, look.directory)} />;
  const problem = problemWords(look);
  return (
    <section aria-label="What is there" aria-live="polite">
      <Notice tone={problem ? "drift" : "sync"} title={foundWords(look)}>
        {commit && (
          <p className="soft small">
            Read of commit <code>{shortCommit(commit)}</code>. Nothing is stored yet; rules between resources are
            checked once it is connected.
          </p>
        )}
        {problem && <p>{problem}</p>}
        {(findings.length > 0 || twice.length > 0) && (
          <details className={styles.problems}>
            <summary>What is wrong</summary>
            <ul>
              {findings.map((finding) => (
                <li key={`${finding.path}:${finding.line}:${finding.rule}:${finding.message}`}>
                  <code>
                    {finding.path}
                    {finding.line > 0 && `:${finding.line}`}
                  </code>{" "}
                  {findingWords({ ...finding, path: undefined })}
                </li>
              ))}
              {twice.map((name) => (
                <li key={name}>
                  <code>{name}</code> is there more than once.
                </li>
              ))}
            </ul>
            {more > 0 && <p className="soft small">And {count(more, "finding")} more: the fabric's page lists all.</p>}
            {allTwice > twice.length && (
              <p className="soft small">And {number(allTwice - twice.length)} more that are there more than once.</p>
            )}
          </details>
        )}
      </Notice>
    </section>
  );
}
