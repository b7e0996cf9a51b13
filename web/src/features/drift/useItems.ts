/** Which of the list's items are drawn. */
import { type RefObject, useCallback } from "react";
import { useInSight } from "~/components/list/inSight";
import { estimate, type Item } from "./items";

const idOf = (item: Item) => (item.kind === "row" ? item.row.id : item.group.id);

export function useItems(items: readonly Item[], frame: RefObject<HTMLElement | null>) {
  const keyOf = useCallback((index: number) => idOf(items[index] as Item), [items]);
  const { from, to, reveal, ...rest } = useInSight(items.length, frame, {
    estimate: (index) => estimate(items[index] as Item),
    keyOf,
  });
  const revealRow = useCallback(
    (id: string | undefined) => {
      const index = items.findIndex((item) => item.kind === "row" && item.row.id === id);
      if (index >= 0) reveal(index);
    },
    [items, reveal],
  );
  return { ...rest, from, items: items.slice(from, to), reveal: revealRow };
}
