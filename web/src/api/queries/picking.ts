/** What a repository has, while a branch and a directory of it are picked. */
import { useQuery } from "@tanstack/react-query";
import { answer, client } from "../client";
import { keys } from "../keys";
import type { Layout, LookView } from "../types";

/** The branches that the remote has: it is asked, live. */
export function useBranches(repository: string) {
  return useQuery({
    queryKey: keys.branches(repository),
    enabled: repository !== "",
    queryFn: ({ signal }) =>
      answer(client.GET("/api/v1/repositories/{repository}/branches", { params: { path: { repository } }, signal })),
  });
}

interface At {
  branch: string;
  directory: string;
  /** How it would be laid out; what the directory looks like when left out. */
  layout?: Layout | undefined;
}

/**
 * What a directory has: the branch is fetched for it. What was looked at before stays until the next is known, so what comes says
 * itself of which place it is.
 */
export function useLook(repository: string, { branch, directory, layout }: At) {
  return useQuery<LookView>({
    queryKey: keys.look(repository, branch, directory, layout ?? ""),
    enabled: repository !== "",
    placeholderData: (before, query) => (query?.queryKey[1] === repository ? before : undefined),
    queryFn: ({ signal }) => {
      const query = { directory, ...(branch ? { branch } : {}), ...(layout ? { layout } : {}) };
      return answer(
        client.GET("/api/v1/repositories/{repository}/look", { params: { path: { repository }, query }, signal }),
      );
    },
  });
}
