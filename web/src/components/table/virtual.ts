/** Which rows of a table are in sight. */
import { type RefObject, useEffect, useRef, useState } from "react";
import { type InSight, useInSight } from "~/components/list/inSight";

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

/** A long name makes a row higher, so each has its own height. The head stays on top of the rows. */
export function useVirtualRows(count: number, frame: RefObject<HTMLElement | null>, isShort: boolean): InSight {
  const height = useRowHeight();
  const rows = useInSight(count, frame, { estimate: () => height, head: height, isWhole: isShort });
  const { forget } = rows;
  // biome-ignore lint/correctness/useExhaustiveDependencies: every row has another height with another density
  useEffect(forget, [height, forget]);
  return rows;
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
