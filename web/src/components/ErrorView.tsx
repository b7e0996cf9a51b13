/** A failure, in the server's own words. */
import type { ReactNode } from "react";
import { asProblem } from "~/api/problem";
import { sentence } from "~/lib/words";
import { Button } from "./Button";
import { Icon } from "./Icon";
import { Marked } from "./Marked";
import styles from "./Notice.module.css";
import tones from "./tones.module.css";

interface Props {
  error: unknown;
  /** Tries again. */
  onRetry?: () => void;
  children?: ReactNode;
}

export function ErrorView({ error, onRetry, children }: Props) {
  const problem = asProblem(error);
  return (
    <div className={`${styles.notice} ${problem.isUnreached ? tones.drift : tones.conflict}`} role="alert">
      <Icon name="error" />
      <div className={styles.words}>
        <strong>
          <Marked text={sentence(problem.title)} />
        </strong>
        {problem.detail && (
          <p>
            <Marked text={sentence(problem.detail)} />
          </p>
        )}
        {problem.retryAfter && <p>Try again in {problem.retryAfter} s.</p>}
        {children}
      </div>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}
