/** Whether the reader may share the filters of a list, and change and remove shared ones. */
import type { ListOf } from "~/api/queries/filters";
import { useMay } from "~/api/queries/me";

export function useMayShare({ fabric }: ListOf): boolean {
  const mayEdit = useMay("edit", fabric);
  const mayAdminister = useMay("administer");
  return fabric === undefined ? mayAdminister : mayEdit;
}
