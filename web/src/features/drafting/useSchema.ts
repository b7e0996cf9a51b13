/** The schema that a resource is edited by. */
import { useMemo } from "react";
import { useKindSchema } from "~/api/queries/resources";
import { kindName, type Named } from "~/features/resource/identity";
import { asSchema } from "./schema";

/** `schema` stays undefined where none is known. */
export function useSchema(fabric: string, kind: Pick<Named, "kind" | "group">) {
  const { data, isPending } = useKindSchema(fabric, kindName(kind));
  return { schema: useMemo(() => asSchema(data), [data]), isPending };
}
