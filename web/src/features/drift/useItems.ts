/** Which of the list's items are drawn: all of a short list, those in sight of a long one. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback } from "react";
import { estimate, type Item } from "./items";

/** Up to this many, all are drawn: the browser's own search finds them. */
const FEW = 80;

/** Before the frame is measured: about as many as fit on a screen. */
const SCREENFUL = 24;

interface Drawn {
  item: Item;
  index: number;
  /** Tells how high it is; left out where all are drawn. */
  measure: ((element: Element | null) => void) | undefined;
}

export function useItems(items: readonly Item[], frame: RefObject<HTMLElement | null>) {
  const isAll = items.length <= FEW;
  const virtualizer = useVirtualizer<HTMLElement, Element>({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) => estimate(items[index]),
    getItemKey: (index) => {
      const item = items[index];
      return item?.kind === "row" ? item.row.id : (item?.group.id ?? index);
    },
    overscan: 8,
    enabled: !isAll,
  });
  const reveal = useCallback(
    (id: string | undefined) => {
      const index = items.findIndex((item) => item.kind === "row" && item.row.id === id);
      if (index < 0) return;
      if (!isAll) return virtualizer.scrollToIndex(index);
      frame.current?.querySelector(`tbody[data-index="${index}"]`)?.scrollIntoView({ block: "nearest" });
    },
    [items, isAll, virtualizer, frame],
  );
  const of = (from: number, to: number, measure?: Drawn["measure"]): Drawn[] =>
    items.slice(from, to).map((item, at) => ({ item, index: from + at, measure }));
  if (isAll) return { items: of(0, items.length), before: 0, after: 0, reveal, isLong: false };
  const inSight = virtualizer.getVirtualItems();
  const [first] = inSight;
  const last = inSight.at(-1);
  if (!first || !last) {
    const after = items.slice(SCREENFUL).reduce((sum, item) => sum + estimate(item), 0);
    return { items: of(0, SCREENFUL), before: 0, after, reveal, isLong: true };
  }
  return {
    items: of(first.index, last.index + 1, virtualizer.measureElement),
    before: first.start,
    after: Math.max(0, virtualizer.getTotalSize() - last.end),
    reveal,
    isLong: true,
  };
}
