/** Things in an order that matters: put elsewhere by dragging, by Alt and the arrow keys, or by a press. */
import { type DragEvent, type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { Icon } from "~/components/Icon";
import styles from "./Policy.module.css";
import { movedTo } from "./policy";

interface Props<Item> {
  label: string;
  items: readonly Item[];
  /** One text for each. */
  idOf: (item: Item) => string;
  isReadOnly: boolean;
  onMove: (items: Item[]) => void;
  children: (item: Item, at: number) => ReactNode;
}

export function Ordered<Item>({ label, items, idOf, isReadOnly, onMove, children }: Props<Item>) {
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState<number>();
  const [over, setOver] = useState<number>();

  const move = (from: number, to: number) => {
    const at = Math.max(0, Math.min(items.length - 1, to));
    if (isReadOnly || at === from) return;
    onMove(movedTo(items, from, at));
    // the keys stay with what was moved
    requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>("[data-grip]")[at]?.focus());
  };
  const onKeyDown = (event: KeyboardEvent, at: number) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    move(at, event.key === "ArrowUp" ? at - 1 : at + 1);
  };
  const drop = (event: DragEvent, at: number) => {
    event.preventDefault();
    if (dragged !== undefined) move(dragged, at);
    setDragged(undefined);
    setOver(undefined);
  };

  return (
    <ol ref={list} className={`panel ${styles.ordered}`} aria-label={label}>
      {items.map((item, at) => (
        <li
          key={idOf(item)}
          className={styles.item}
          data-over={over === at && dragged !== at}
          draggable={!isReadOnly}
          onDragStart={() => setDragged(at)}
          onDragEnd={() => {
            setDragged(undefined);
            setOver(undefined);
          }}
          onDragOver={(event) => {
            if (dragged === undefined) return;
            event.preventDefault();
            setOver(at);
          }}
          onDrop={(event) => drop(event, at)}
          onKeyDown={(event) => onKeyDown(event, at)}
        >
          {isReadOnly ? (
            <span className={styles.number}>{at + 1}</span>
          ) : (
            // a press is for those who can neither drag nor type
            <button
              type="button"
              data-grip
              className={styles.grip}
              title="Drag, or Alt and the arrow keys; a press moves it up"
              aria-label={`Move ${idOf(item)} up; Alt and the arrow keys move it either way`}
              onClick={() => move(at, at === 0 ? items.length - 1 : at - 1)}
            >
              <Icon name="grip" />
              {at + 1}
            </button>
          )}
          {children(item, at)}
        </li>
      ))}
    </ol>
  );
}
