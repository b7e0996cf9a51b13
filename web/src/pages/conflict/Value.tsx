/** A side's value as YAML: in the line when it is short, in a box of its own when it is not. */
import { useMemo } from "react";
import { changedLines } from "~/lib/yaml/changed";
import { isLong, toYaml } from "~/lib/yaml/emit";
import styles from "./ConflictPage.module.css";

interface Props {
  value: unknown;
  /** What stands there when the side has none. */
  nothing?: string;
  /** Lines that this value does not have are marked. */
  base?: unknown;
}

export function Value({ value, nothing = "nothing", base }: Props) {
  if (value === null || value === undefined) return <span className={styles.nothing}>{nothing}</span>;
  return isLong(value) ? <LongValue value={value} base={base} /> : <code>{toYaml(value)}</code>;
}

function LongValue({ value, base }: Pick<Props, "value" | "base">) {
  const lines = useMemo(() => toYaml(value).split("\n"), [value]);
  const changed = useMemo(
    () => (base === null || base === undefined ? undefined : changedLines(toYaml(base).split("\n"), lines)),
    [base, lines],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <pre tabIndex={0}>
      {lines.map((line, at) => (
        <span key={at.toString()} className={changed?.has(at) ? styles.changed : undefined}>
          {line}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}
