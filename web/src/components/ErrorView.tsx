/** A failure, in the server's own words. */
import type { ReactNode } from "react";
import { asProblem } from "~/api/problem";
import { useSessionEnded } from "~/lib/ended";
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
  const hasEnded = useSessionEnded();
  if (problem.status === 401) return hasEnded ? null : <NotDone onRetry={onRetry} />;
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

/** What was refused because nobody was logged in any more. While one logs in again, the dialog says it; what was only read comes by itself. */
function NotDone({ onRetry }: Pick<Props, "onRetry">) {
  return (
    <div className={`${styles.notice} ${tones.news}`} role="alert">
      <Icon name="info" />
      <div className={styles.words}>
        <strong>This was not done: your session had ended.</strong>
        <p>{onRetry ? "Try again." : "Press the button again."}</p>
      </div>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}
