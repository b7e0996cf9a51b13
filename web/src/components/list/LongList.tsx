/**
 * A list that stays quick with tens of thousands of items, which may differ in height: a short one is drawn whole, a long one has a
 * frame of its own, of which only what is in sight is drawn. In its frame it goes by keyboard (j, k, Home, End, Enter).
 */
import { type ReactNode, useCallback, useRef } from "react";
import { useRowKeys } from "~/components/table/keys";
import { useInSight } from "./inSight";
import styles from "./LongList.module.css";

interface Props<Item> {
  /** What it lists, for assistive technology. */
  label: string;
  items: readonly Item[];
  /** Keep it stable. */
  idOf: (item: Item) => string;
  /** About how high one is, in pixels. */
  height: number;
  children: (item: Item) => ReactNode;
  /** Where Enter leads, as an address of this application. */
  hrefOf?: (item: Item) => string | undefined;
  className?: string | undefined;
}

export function LongList<Item>({ label, items, idOf, height, children, hrefOf, className }: Props<Item>) {
  const frame = useRef<HTMLElement>(null);
  const keyOf = useCallback((index: number) => idOf(items[index] as Item), [items, idOf]);
  const drawn = useInSight(items.length, frame, { estimate: () => height, keyOf });
  const { active, setActive, onKeyDown } = useRowKeys(items, {
    href: hrefOf,
    toggle: undefined,
    extend: undefined,
    clear: undefined,
    reveal: drawn.reveal,
  });
  const list = (
    <ul aria-label={label}>
      {drawn.before > 0 && <Space height={drawn.before} />}
      {items.slice(drawn.from, drawn.to).map((item, at) => {
        const index = drawn.from + at;
        const isActive = drawn.isLong && index === active;
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the frame has the keys
          <li
            key={idOf(item)}
            ref={drawn.measure}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={items.length}
            aria-current={isActive || undefined}
            className={`${styles.item} ${isActive ? styles.active : ""} ${className ?? ""}`}
            onClick={() => setActive(index)}
          >
            {children(item)}
          </li>
        );
      })}
      {drawn.after > 0 && <Space height={drawn.after} />}
    </ul>
  );
  if (!drawn.isLong) return list;
  return (
    <section
      ref={frame}
      aria-label={label}
      className={styles.frame}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls, and has keys, must be reached by keyboard
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {list}
    </section>
  );
}

function Space({ height }: { height: number }) {
  return <li aria-hidden="true" style={{ height }} />;
}
