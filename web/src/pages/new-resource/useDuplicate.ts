/** The text of a new resource that begins as another one. */

import { useEditedText } from "~/api/queries/edit";
import { useResource } from "~/api/queries/resources";
import type { KindView } from "~/api/types";
import { versionIn } from "~/features/drafting/useEditing";
import { kindName } from "~/features/resource/identity";
import { duplicateEdits } from "./duplicate";

/** `from`: `NAMESPACE/NAME` of a resource of the kind; `change`: whose draft of it is meant, where there is one. */
export function useDuplicate(
  fabric: string,
  kind: KindView | undefined,
  from: string | undefined,
  change: string | undefined,
) {
  const [namespace = "", name = ""] = from?.split("/") ?? [];
  const isWanted = kind !== undefined && name !== "";
  const of = useResource({ fabric, kind: kind ? kindName(kind) : "", namespace, name }, isWanted);
  const text = isWanted && of.data ? versionIn(of.data.data, change).text : undefined;
  const edited = useEditedText(fabric, text, (value) => duplicateEdits(kind?.kind ?? "", value), ["duplicate", from]);
  return {
    data: edited.data,
    error: isWanted ? (of.error ?? edited.error) : null,
    retry: () => void (of.error ? of.refetch() : edited.refetch()),
  };
}
