/** Where the lines that a diff leaves out are read: files and resources as a commit has them. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { ResourceId } from "~/api/keys";
import { fileAt, resourceAt } from "~/api/queries/past";
import type { Whole } from "~/components/diff/useFolds";
import type { FileDiff } from "~/lib/diff/parse";
import { asInFile } from "./inComments";

/** Of a diff to files of a commit; of the newest one that was read, without a commit. */
export function useFileTexts(fabric: string, commit: string | undefined): (file: FileDiff) => Whole {
  const queries = useQueryClient();
  return useCallback(
    (file) => ({
      side: "before",
      read: async () => (await queries.fetchQuery(fileAt(fabric, file.from ?? file.path, commit))).text,
    }),
    [queries, fabric, commit],
  );
}

/** Of a diff of a resource's own text, which ends with what a commit has. */
export function useResourceTexts(): (id: ResourceId, commit: string) => Whole {
  const queries = useQueryClient();
  return useCallback(
    (id, commit) => ({
      side: "after",
      read: async () => asInFile(await queries.fetchQuery(resourceAt(id, commit))),
    }),
    [queries],
  );
}
