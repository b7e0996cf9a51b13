/** Other people's accounts, for administrators. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, answerWithTag, client, everyPage } from "../client";
import { keys } from "../keys";
import type { NewUser, UserSettings } from "../types";

export function useUsers() {
  return useQuery({
    queryKey: keys.users,
    queryFn: ({ signal }) =>
      everyPage((page) => answer(client.GET("/api/v1/users", { params: { query: page }, signal }))),
  });
}

/** One account, and the ETag with which what was looked at is what is changed. */
export function useUser(login: string) {
  return useQuery({
    queryKey: keys.user(login),
    queryFn: ({ signal }) =>
      answerWithTag(client.GET("/api/v1/users/{login}", { params: { path: { login } }, signal })),
    // an editor starts from what is so now
    staleTime: 0,
  });
}

export function useAddUser() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewUser) => answer(client.POST("/api/v1/users", { body })),
    // a secret is not kept longer than its request
    gcTime: 0,
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.users }),
  });
}

export function useUpdateUser(login: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ etag, ...body }: UserSettings & { etag?: string | undefined }) =>
      answer(
        client.PATCH("/api/v1/users/{login}", { params: { path: { login } }, headers: { "if-match": etag }, body }),
      ),
    // a secret is not kept longer than its request
    gcTime: 0,
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.users });
      // it may be oneself
      void queries.invalidateQueries({ queryKey: keys.me });
    },
  });
}

export function useRemoveUser(login: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answer(client.DELETE("/api/v1/users/{login}", { params: { path: { login } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.users }),
  });
}
