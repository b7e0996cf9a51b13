/**
 * A text with edits made to it, and what it says: the page itself reads and writes no YAML.
 *
 * The types are written here until the API's description has the operation.
 */
import { useQuery } from "@tanstack/react-query";
import type { Client } from "openapi-fetch";
import { answer, client } from "../client";
import type { QueryKey } from "../keys";

/** One edit; several are made one behind the other. A path is a field path as the API writes it. */
export type TextEdit =
  | { op: "set"; path: string; value: unknown }
  | { op: "remove"; path: string }
  | { op: "rename"; path: string; key: string };

export interface EditedText {
  /** Different only in what the edits say. */
  text: string;
  /** What the text says, as JSON. */
  value: unknown;
  /** The line at which each entry is, from 1, by its path. */
  lines: Record<string, number>;
}

interface EditPaths {
  "/api/v1/fabrics/{fabric}/edit": {
    post: {
      parameters: { path: { fabric: string } };
      requestBody: { content: { "application/json": { text: string; edits: TextEdit[] } } };
      responses: { 200: { content: { "application/json": EditedText } } };
    };
  };
}

const editing = client as unknown as Client<EditPaths>;

/** Stores nothing. */
export function editText(
  fabric: string,
  text: string,
  edits: readonly TextEdit[],
  signal?: AbortSignal,
): Promise<EditedText> {
  const body = { text, edits: [...edits] };
  return answer(
    editing.POST("/api/v1/fabrics/{fabric}/edit", {
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
