/** Which items of a list are drawn: all of a short list, those in sight of a long one. Items may differ in height. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback } from "react";

/** Up to this many, all are drawn: the browser's own search finds them. */
export const FEW = 80;

/** Before the frame is measured: about as many as fit on a screen. */
const SCREENFUL = 24;

interface Drawn<Item> {
  item: Item;
  index: number;
  /** Tells how high it is; left out where all are drawn. */
  measure: ((element: Element | null) => void) | undefined;
}

interface InSight<Item> {
  items: Drawn<Item>[];
  /** Pixels that stand for the items before and after. */
  before: number;
  after: number;
  isLong: boolean;
  /** Brings an item into sight. */
  reveal: (index: number) => void;
}

interface How<Item> {
  idOf: (item: Item) => string;
  /** About how high it is, in pixels, before it is measured. */
  estimate: (item: Item) => number;
}

/** What is drawn has `data-index`, and is measured by the function that stands beside it. */
export function useInSight<Item>(
  items: readonly Item[],
  frame: RefObject<HTMLElement | null>,
  { idOf, estimate }: How<Item>,
): InSight<Item> {
  const isAll = items.length <= FEW;
  const virtualizer = useVirtualizer<HTMLElement, Element>({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) => estimate(items[index] as Item),
    getItemKey: (index) => (index < items.length ? idOf(items[index] as Item) : index),
    overscan: 8,
    enabled: !isAll,
  });
  const reveal = useCallback(
    (index: number) => {
      if (!isAll) return virtualizer.scrollToIndex(index);
      frame.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: "nearest" });
    },
    [isAll, virtualizer, frame],
  );
  const of = (from: number, to: number, measure?: Drawn<Item>["measure"]): Drawn<Item>[] =>
    items.slice(from, to).map((item, at) => ({ item, index: from + at, measure }));
  if (isAll) return { items: of(0, items.length), before: 0, after: 0, isLong: false, reveal };
  const inSight = virtualizer.getVirtualItems();
  const [first] = inSight;
  const last = inSight.at(-1);
  if (!first || !last) {
    const after = items.slice(SCREENFUL).reduce((sum, item) => sum + estimate(item), 0);
    return { items: of(0, SCREENFUL), before: 0, after, isLong: true, reveal };
  }
  return {
    items: of(first.index, last.index + 1, virtualizer.measureElement),
    before: first.start,
    after: Math.max(0, virtualizer.getTotalSize() - last.end),
    isLong: true,
    reveal,
  };
}
