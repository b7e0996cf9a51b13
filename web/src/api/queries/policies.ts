/** Policies: which conflicts are settled without a person; each with the ETag it was answered with. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, answerWithTag, client } from "../client";
import { markOld } from "../fresh/old";
import { keys } from "../keys";
import type { Policy, PolicyUndone, PolicyView, RuleUsed } from "../types";

export interface TaggedPolicy {
  view: PolicyView;
  etag: string | undefined;
}

const OF_ONE = "/api/v1/fabrics/{fabric}/policy";
const OF_ALL = "/api/v1/policy";

/** The policy of a fabric, or (null) the one for all. */
export function usePolicy(fabric: string | null) {
  return useQuery({
    queryKey: keys.policy(fabric),
    queryFn: async ({ signal }): Promise<TaggedPolicy> => {
      const { data, etag } = await answerWithTag(
        fabric === null ? client.GET(OF_ALL, { signal }) : client.GET(OF_ONE, { params: { path: { fabric } }, signal }),
      );
      return { view: data, etag };
    },
  });
}

/** What decisions of policies reach: conflicts, and the changes they stop. */
function useSettled() {
  const queries = useQueryClient();
  return () => markOld(queries, { keys: [["policy"], keys.conflicts, keys.changes, ["change"], keys.fabrics] });
}

/** Writes a policy; the server answers when it has settled the open conflicts that it is about. */
export function useSetPolicy(fabric: string | null) {
  const queries = useQueryClient();
  const onSettled = useSettled();
  return useMutation({
    mutationFn: async ({ policy, etag }: { policy: Policy; etag: string | undefined }): Promise<TaggedPolicy> => {
      const header = { "if-match": etag };
      const { data, etag: written } = await answerWithTag(
        fabric === null
          ? client.PUT(OF_ALL, { params: { header }, body: policy })
          : client.PUT(OF_ONE, { params: { path: { fabric }, header }, body: policy }),
      );
      return { view: data, etag: written };
    },
    onSuccess: (written) => queries.setQueryData(keys.policy(fabric), written),
    onSettled,
  });
}

/** Has what the repository has be the fabric's policy: what `id` names, seen beside the policy with this tag. */
export function useAcceptPolicy(fabric: string) {
  const queries = useQueryClient();
  const onSettled = useSettled();
  return useMutation({
    mutationFn: async ({ id, etag }: { id: string; etag: string | undefined }): Promise<TaggedPolicy> => {
      const { data, etag: written } = await answerWithTag(
        client.POST("/api/v1/fabrics/{fabric}/policy/accept", {
          params: { path: { fabric }, header: { "if-match": etag } },
          body: { id },
        }),
      );
      return { view: data, etag: written };
    },
    onSuccess: (written) => queries.setQueryData(keys.policy(fabric), written),
    onSettled,
  });
}

/** Leaves the policy as it is: what the repository has does not wait any more, until it changes. */
export function useDismissPolicy(fabric: string) {
  const queries = useQueryClient();
  const onSettled = useSettled();
  return useMutation({
    mutationFn: async ({ id }: { id: string }): Promise<TaggedPolicy> => {
      const { data, etag } = await answerWithTag(
        client.POST("/api/v1/fabrics/{fabric}/policy/dismiss", { params: { path: { fabric } }, body: { id } }),
      );
      return { view: data, etag };
    },
    onSuccess: (written) => queries.setQueryData(keys.policy(fabric), written),
    onSettled,
  });
}

/**
 * What a policy of a fabric, or (`isForAll`) the one for all, would say to the fabric's conflicts on record, in the place
 * of the one that is saved; the answer to another one stays until this one is there.
 */
export function useTryPolicy(fabric: string | undefined, policy: Policy, isForAll: boolean) {
  return useQuery({
    queryKey: ["policy", fabric ?? null, "try", isForAll, policy],
    queryFn: ({ signal }) =>
      answer(
        client.POST("/api/v1/fabrics/{fabric}/policy/try", {
          params: { path: { fabric: fabric ?? "" } },
          body: isForAll ? { everywhere: policy } : { policy },
          signal,
        }),
      ),
    enabled: fabric !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 60_000,
  });
}

/** Each request takes at most two hundred decisions back; more than this many requests are not made in one go. */
const ROUNDS = 500;

/** Takes back what a rule decided in a fabric, all of it. */
export function useUndoPolicy() {
  const onSettled = useSettled();
  return useMutation({
    mutationFn: async ({ fabric, used }: { fabric: string; used: RuleUsed }): Promise<PolicyUndone> => {
      const all: PolicyUndone = { reopened: [], refused: [], more: false };
      for (let round = 0; round < ROUNDS; round += 1) {
        const { rule, owned, everywhere } = used;
        const done = await answer(
          client.POST("/api/v1/fabrics/{fabric}/policy/undo", {
            params: { path: { fabric } },
            body: { ...(rule && { rule }), ...(owned && { owned }), ...(everywhere && { everywhere }) },
          }),
        );
        all.reopened.push(...done.reopened);
        all.refused.push(...done.refused);
        all.more = done.more;
        // what is only refused would be refused again
        if (!done.more || done.reopened.length === 0) break;
      }
      return all;
    },
    onSettled,
  });
}
