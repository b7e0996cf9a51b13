/** Nothing here yet: what it is for, and the one next step. */
import type { ReactNode } from "react";
import { CopyButton } from "./CopyButton";
import styles from "./EmptyState.module.css";

interface Props {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** What to type, where the next step is on a command line. */
  command?: string;
}

export function EmptyState({ title, children, action, command }: Props) {
  return (
    <div className={styles.empty}>
      <h2>{title}</h2>
      {children && <div className="soft">{children}</div>}
      {action}
      {command && (
        <div className={styles.command}>
          <code>{command}</code>
          <CopyButton text={command} label="Copy the command" />
        </div>
      )}
    </div>
  );
}
