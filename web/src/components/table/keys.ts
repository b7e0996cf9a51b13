/** Going through the rows of a table by keyboard. */
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useState } from "react";

/** j and k move, Enter opens, x selects, Home and End go to the ends. */
export function useRowKeys<Row>(
  rows: readonly Row[],
  href: ((row: Row) => string) | undefined,
  select: ((row: Row) => void) | undefined,
  reveal: (index: number) => void,
) {
  const [active, setActive] = useState(-1);
  const navigate = useNavigate();
  useEffect(() => setActive((before) => Math.min(before, rows.length - 1)), [rows.length]);
  const go = (to: number) => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    setActive(index);
    reveal(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
    const row = rows[active];
    if (event.key === "j" || event.key === "ArrowDown") go(active + 1);
    else if (event.key === "k" || event.key === "ArrowUp") go(active - 1);
    else if (event.key === "x" && row && select) select(row);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(rows.length - 1);
    else if (event.key === "Enter" && event.target === event.currentTarget && row && href)
      void navigate({ href: href(row) });
    else return;
    event.preventDefault();
  };
  return { active, setActive, onKeyDown };
}

/** Whether keys go into a field there; a box takes none but the space. */
function isTyping(target: EventTarget): boolean {
  if (target instanceof HTMLInputElement && target.type === "checkbox") return false;
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
