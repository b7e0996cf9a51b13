/** Says that a change would break a rule together with another open one: a mark, with words on hover. */
import type { ChangeView } from "~/api/types";
import { Icon } from "~/components/Icon";
import { clashWords } from "~/features/change/clash";
import styles from "./ClashMark.module.css";

export function ClashMark({ change }: { change: Pick<ChangeView, "clashes"> }) {
  const words = clashWords(change.clashes);
  if (words === undefined) return null;
  return (
    <span className={styles.mark} title={words}>
      <Icon name="warning" size={14} />
      <span className="visually-hidden">{words}</span>
    </span>
  );
}
