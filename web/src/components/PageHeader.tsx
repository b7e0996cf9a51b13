/** The head of a page: what it is, one sentence that tells its state, one primary action. */
import { type ReactNode, useEffect } from "react";
import { HelpLink } from "./help/HelpLink";
import type { HelpPlace } from "./help/places";
import styles from "./PageHeader.module.css";

interface Props {
  title: ReactNode;
  /** What the browser's tab says, where the title is more than text. */
  name?: string;
  /** The glyph, beside the title. */
  lamps?: ReactNode;
  /** One sentence that tells the state. */
  sentence?: ReactNode;
  /** What explains it. */
  help?: HelpPlace;
  /** Buttons, the primary one last. */
  actions?: ReactNode;
  children?: ReactNode;
}

export function PageHeader({ title, name, lamps, sentence, help, actions, children }: Props) {
  usePageTitle(name ?? (typeof title === "string" ? title : undefined));
  return (
    <header className={styles.header}>
      <div className={styles.words}>
        <div className={styles.title}>
          {lamps}
          <h1>{title}</h1>
          {help && <HelpLink place={help} />}
        </div>
        {sentence && <p className={styles.sentence}>{sentence}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
      {children && <div className={styles.more}>{children}</div>}
    </header>
  );
}

/** What the browser's tab says. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Hedgerow` : "Hedgerow";
  }, [title]);
}
