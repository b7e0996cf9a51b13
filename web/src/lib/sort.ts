/** Sorting of rows by what people see in them. Pure. */
export type SortValue = string | number | null | undefined;

export interface Sort {
  column: string;
  isDescending: boolean;
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Numbers by size, texts as people count (`leaf-2` before `leaf-10`), nothing last whichever the direction. */
export function sortRows<Row>(rows: readonly Row[], value: (row: Row) => SortValue, isDescending: boolean): Row[] {
  const keyed = rows.map((row) => ({ row, key: value(row) }));
  const isNothing = (key: SortValue) => key === undefined || key === null || key === "";
  const direction = isDescending ? -1 : 1;
  keyed.sort((a, b) => {
    const [noA, noB] = [isNothing(a.key), isNothing(b.key)];
    if (noA || noB) return Number(noA) - Number(noB);
    if (typeof a.key === "number" && typeof b.key === "number") return direction * (a.key - b.key);
    return direction * collator.compare(String(a.key), String(b.key));
  });
  return keyed.map(({ row }) => row);
}
