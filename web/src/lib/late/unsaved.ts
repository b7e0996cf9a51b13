/** Whether something was typed that a reload of the page would lose. */
import { useEffect } from "react";

const marks = new Set<symbol>();

/** Says so for as long as it is true and the component is shown. */
export function useUnsaved(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const mark = Symbol("unsaved");
    marks.add(mark);
    return () => void marks.delete(mark);
  }, [isUnsaved]);
}

/** Also what is being filled in: a form in a dialog has no other mark. */
export function hasUnsaved(): boolean {
  return marks.size > 0 || document.querySelector("[role=dialog] form") !== null;
}
