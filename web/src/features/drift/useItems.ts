/** Which of the list's items are drawn. */
import { type RefObject, useCallback } from "react";
import { useInSight } from "~/components/list/inSight";
import { estimate, type Item } from "./items";

const HOW = {
  idOf: (item: Item) => (item.kind === "row" ? item.row.id : item.group.id),
  estimate,
};

export function useItems(items: readonly Item[], frame: RefObject<HTMLElement | null>) {
  const inSight = useInSight(items, frame, HOW);
  const { reveal } = inSight;
  const revealRow = useCallback(
    (id: string | undefined) => {
      const index = items.findIndex((item) => item.kind === "row" && item.row.id === id);
      if (index >= 0) reveal(index);
    },
    [items, reveal],
  );
  return { ...inSight, reveal: revealRow };
}
