/** Which rows are in sight. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { FEW } from "~/components/list/inSight";

/** Before the frame is measured: about as many as fit on a screen. */
const SCREENFUL = 32;

interface VirtualRows {
  from: number;
  to: number;
  /** Pixels that stand for the rows before and after. */
  before: number;
  after: number;
  reveal: (index: number) => void;
  /** Tells how high a row is, by its `data-index`: a long name makes it higher. Left out where all are drawn. */
  measure: ((row: Element | null) => void) | undefined;
}

/** The least height of a row, which follows the density. */
function useRowHeight(): number {
  const [height, setHeight] = useState(readHeight);
  useEffect(() => {
    const observer = new MutationObserver(() => setHeight(readHeight()));
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-density"] });
    return () => observer.disconnect();
  }, []);
  return height;
}

function readHeight(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row")) || 36;
}

export function useVirtualRows(count: number, frame: RefObject<HTMLElement | null>, isShort: boolean): VirtualRows {
  const height = useRowHeight();
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    overscan: 12,
    // the head stays on top of the rows
    scrollPaddingStart: height,
    enabled: !isShort && count > FEW,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: every row has another height with another density
  useEffect(() => virtualizer.measure(), [height, virtualizer]);

  const isAll = isShort || count <= FEW;
  const reveal = useCallback(
    (index: number) => {
      if (!isAll) return virtualizer.scrollToIndex(index);
      frame.current?.querySelectorAll("tbody > tr")[index]?.scrollIntoView({ block: "nearest" });
    },
    [virtualizer, frame, isAll],
  );
  if (isAll) return { from: 0, to: count, before: 0, after: 0, reveal, measure: undefined };
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  if (!first || !last) {
    return { from: 0, to: SCREENFUL, before: 0, after: (count - SCREENFUL) * height, reveal, measure: undefined };
  }
  return {
    from: first.index,
    to: last.index + 1,
    before: first.start,
    after: Math.max(0, virtualizer.getTotalSize() - last.end),
    reveal,
    measure: virtualizer.measureElement,
  };
}

/** How near the end of the frame counts as in sight. */
const NEAR_PX = 400;

/** Tells once per length of the list that its end came into sight. */
export function useEnd(
  to: number,
  count: number,
  frame: RefObject<HTMLElement | null>,
  onEnd: (() => void) | undefined,
): void {
  const toldAt = useRef(-1);
  const latest = useRef(onEnd);
  latest.current = onEnd;
  useEffect(() => {
    const element = frame.current;
    if (!element || to < count) return;
    const look = () => {
      const isNear = element.scrollTop + element.clientHeight >= element.scrollHeight - NEAR_PX;
      if (!isNear || toldAt.current === count) return;
      toldAt.current = count;
      latest.current?.();
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, [to, count, frame]);
}
