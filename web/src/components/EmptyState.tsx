/** Nothing here yet: what it is for, the one next step, and the command that does the same. */
import type { ReactNode } from "react";
import { CopyButton } from "./CopyButton";
import styles from "./EmptyState.module.css";

interface Props {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** What to type instead. */
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
