/** How wide the frame of a table is inside. */
import { type RefObject, useLayoutEffect, useState } from "react";

/** Undefined until it is measured, and where nothing is drawn. `isThere`: the frame is on the page. */
export function useFrameWidth(frame: RefObject<HTMLElement | null>, isThere: boolean): number | undefined {
  const [width, setWidth] = useState<number>();
  useLayoutEffect(() => {
    const { current: element } = frame;
    if (!element || !isThere) return;
    // it is rounded: a pixel less, so that no part of one scrolls
    const measure = () => setWidth(element.clientWidth > 0 ? element.clientWidth - 1 : undefined);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, [frame, isThere]);
  return width;
}
