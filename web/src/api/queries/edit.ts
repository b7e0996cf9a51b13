/** A text with edits made to it, and what it says: the page itself reads and writes no YAML. */
import { useQuery } from "@tanstack/react-query";
import { answer, client } from "../client";
import type { QueryKey } from "../keys";
import type { TextEdit, TextEditView } from "../types";

/** Stores nothing. */
export function editText(
  fabric: string,
  text: string,
  edits: readonly TextEdit[],
  signal?: AbortSignal,
): Promise<TextEditView> {
  const body = { text, edits: [...edits] };
  return answer(
    client.POST("/api/v1/fabrics/{fabric}/edit", {
      params: { path: { fabric } },
      body,
      ...(signal ? { signal } : {}),
    }),
  );
}

/** A text with edits that are found from what it says. */
export function useEditedText(
  fabric: string,
  text: string | undefined,
  edits: (value: unknown) => readonly TextEdit[],
  about: QueryKey,
) {
  return useQuery({
    queryKey: ["fabric", fabric, "edited text", ...about, text],
    queryFn: async ({ signal }): Promise<string> => {
      const before = await editText(fabric, text ?? "", [], signal);
      return (await editText(fabric, text ?? "", edits(before.value), signal)).text;
    },
    enabled: text !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
