/** Other people's accounts, for administrators. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, client, everyPage, paging } from "../client";
import { keys } from "../keys";
import type { NewUser, UserSettings, UserView } from "../types";

export function useUsers() {
  return useQuery({
    queryKey: keys.users,
    queryFn: ({ signal }) =>
      everyPage<UserView>((page) => answer(client.GET("/api/v1/users", { params: { query: paging(page) }, signal }))),
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
    mutationFn: (body: UserSettings) =>
      answer(client.PATCH("/api/v1/users/{login}", { params: { path: { login } }, body })),
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
