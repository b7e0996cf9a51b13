/** Going through the rows of a table by keyboard. */
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useState } from "react";
import { isTyping } from "~/lib/typing";

interface Acts<Row> {
  /** Where Enter leads; a row may lead nowhere. */
  href: ((row: Row) => string | undefined) | undefined;
  /** Selects a row, or no longer. */
  toggle: ((row: Row) => void) | undefined;
  /** Selects rows in addition. */
  extend: ((rows: readonly Row[]) => void) | undefined;
  /** Left out where nothing is selected. */
  clear: (() => void) | undefined;
  reveal: (index: number) => void;
}

const BY: Record<string, 1 | -1> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** j and k move, with Shift they select on the way; Enter opens, x selects, Home and End go to the ends, Escape clears. */
export function useRowKeys<Row>(rows: readonly Row[], { href, toggle, extend, clear, reveal }: Acts<Row>) {
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
    const by = BY[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (by && event.shiftKey && extend) {
      const next = rows[active + by];
      extend([row, next].filter((one) => one !== undefined));
      go(active + by);
    } else if (by) go(active + by);
    else if (event.key === "x" && row && toggle) toggle(row);
    else if (event.key === "Escape" && clear) clear();
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(rows.length - 1);
    else if (event.key === "Enter" && event.target === event.currentTarget && row && href?.(row))
      void navigate({ href: href(row) });
    else return;
    event.preventDefault();
  };
  return { active, setActive, onKeyDown };
}
