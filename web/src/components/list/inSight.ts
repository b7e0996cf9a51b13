/** Which items of a list or table are drawn: all of a short one, those in sight of a long one. Items may differ in height. */
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback } from "react";

/** Up to this many, all are drawn: the browser's own search finds them. */
export const FEW = 80;

/** Before the frame is measured: about as many as fit on a screen. */
const SCREENFUL = 32;

type Scroller = Virtualizer<HTMLElement, Element>;

export interface InSight {
  /** The first that is drawn, and the one after the last. */
  from: number;
  to: number;
  /** Pixels that stand for the items before and after. */
  before: number;
  after: number;
  isLong: boolean;
  /** Brings an item into sight. */
  reveal: (index: number) => void;
  /** Tells how high an item is, by its `data-index`; left out where all are drawn. */
  measure: ((element: Element | null) => void) | undefined;
  /** Forgets how high they are: all of them look otherwise now. */
  forget: () => void;
}

interface How {
  /** About how high one is, in pixels, before it is measured. */
  estimate: (index: number) => number;
  /** What an item is called as long as it is the same; its place when left out. Keep it stable: all are asked when it changes. */
  keyOf?: ((index: number) => string) | undefined;
  /** Pixels at the top of the frame that stay over the items. */
  head?: number;
  /** Draws all, however many. */
  isWhole?: boolean;
}

export function useInSight(count: number, frame: RefObject<HTMLElement | null>, how: How): InSight {
  const { estimate, keyOf, head = 0, isWhole = false } = how;
  const isAll = isWhole || count <= FEW;
  const getItemKey = useCallback((index: number) => (keyOf && index < count ? keyOf(index) : index), [keyOf, count]);
  const scroller = useVirtualizer<HTMLElement, Element>({
    count,
    getScrollElement: () => frame.current,
    estimateSize: estimate,
    getItemKey,
    measureElement: heightOf,
    overscan: 6,
    scrollPaddingStart: head,
    enabled: !isAll,
  });
  const reveal = useCallback(
    (index: number) => {
      if (!isAll) return scroller.scrollToIndex(index);
      frame.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: "nearest" });
    },
    [isAll, scroller, frame],
  );
  const forget = useCallback(() => scroller.measure(), [scroller]);
  const rest = { isLong: !isAll, reveal, forget };
  if (isAll) return { ...rest, from: 0, to: count, before: 0, after: 0, measure: undefined };
  const items = scroller.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  if (!first || !last) {
    let after = 0;
    for (let index = SCREENFUL; index < count; index++) after += estimate(index);
    return { ...rest, from: 0, to: SCREENFUL, before: 0, after, measure: undefined };
  }
  const after = Math.max(0, scroller.getTotalSize() - last.end);
  return {
    ...rest,
    from: first.index,
    to: last.index + 1,
    before: first.start,
    after,
    measure: scroller.measureElement,
  };
}

/**
 * How high an item is. What the browser tells once it has laid the page out costs nothing; asked at the moment an item is drawn, it
 * lays the whole page out for the answer, for every item that comes into sight.
 */
function heightOf(element: Element, entry: ResizeObserverEntry | undefined, scroller: Scroller): number {
  const told = entry?.borderBoxSize[0]?.blockSize;
  if (told !== undefined) return Math.round(told);
  const index = scroller.indexFromElement(element);
  return scroller.measurementsCache[index]?.size ?? scroller.options.estimateSize(index);
}
