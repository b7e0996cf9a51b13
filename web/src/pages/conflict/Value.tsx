/** A side's value as YAML: in the line when it is short, in a box of its own when it is not. */

import { isLong, toYaml } from "~/lib/yaml/emit";
import styles from "./ConflictPage.module.css";

export function Value({ value, nothing = "nothing" }: { value: unknown; nothing?: string }) {
  if (value === null || value === undefined) return <span className={styles.nothing}>{nothing}</span>;
  const yaml = toYaml(value);
  if (!isLong(value)) return <code>{yaml}</code>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <pre tabIndex={0}>{yaml}</pre>
  );
}
