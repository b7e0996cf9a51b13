/** Something that a person should know, with its one action. */
import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon";
import type { Tone } from "./lamps/lamps";
import styles from "./Notice.module.css";
import tones from "./tones.module.css";

const ICONS: Record<Tone, IconName> = {
  sync: "check",
  draft: "edit",
  news: "info",
  drift: "warning",
  conflict: "error",
  aside: "info",
};

interface Props {
  tone: Tone;
  title: ReactNode;
  action?: ReactNode;
  children?: ReactNode;
}

export function Notice({ tone, title, action, children }: Props) {
  return (
    <div className={`${styles.notice} ${tones[tone]}`}>
      <Icon name={ICONS[tone]} />
      <div className={styles.words}>
        <strong>{title}</strong>
        {children}
      </div>
      {action}
    </div>
  );
}
