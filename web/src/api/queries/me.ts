/** Who is logged in, what they may do, and their own account. */
import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, client, everyPage, rememberCsrf } from "../client";
import { keys } from "../keys";
import type { Me, NewToken, Permission } from "../types";

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: async ({ signal }): Promise<Me> => {
    const me = await answer(client.GET("/api/v1/me", { signal }));
    rememberCsrf(me.csrf);
    return me;
  },
  staleTime: 5 * 60_000,
});

/** Whether somebody may do something: in one fabric, or (without one) in all of them. */
export function may(me: Me | undefined, permission: Permission, fabric?: string): boolean {
  if (!me) return false;
  if (me.admin || me.permissions.includes(permission)) return true;
  return fabric !== undefined && (me.fabrics[fabric] ?? []).includes(permission);
}

/** Whether somebody may do something in any fabric at all. */
export function mayAnywhere(me: Me | undefined, permission: Permission): boolean {
  return may(me, permission) || Object.values(me?.fabrics ?? {}).some((allowed) => allowed.includes(permission));
}

export function useMe(): Me | undefined {
  return useQuery(meQuery).data;
}

/** Whether the one who is logged in may do something. */
export function useMay(permission: Permission, fabric?: string): boolean {
  return may(useMe(), permission, fabric);
}

export function useSetupNeeded() {
  return useQuery({
    queryKey: keys.setup,
    queryFn: ({ signal }) => answer(client.GET("/api/v1/setup", { signal })),
  });
}

/** What a new log-in brings: who it is, and nothing of whoever was here before. */
function useLoggedIn() {
  const queries = useQueryClient();
  return (me: Me) => {
    queries.clear();
    rememberCsrf(me.csrf);
    queries.setQueryData(keys.me, me);
  };
}

export function useSetup() {
  const onSuccess = useLoggedIn();
  return useMutation({
    mutationFn: (body: { code: string; login: string; name: string; email: string; password: string }) =>
      answer(client.POST("/api/v1/setup", { body })),
    // a secret is not kept longer than its request
    gcTime: 0,
    onSuccess,
  });
}

export function useLogIn() {
  const onSuccess = useLoggedIn();
  return useMutation({
    mutationFn: (body: { login: string; password: string }) => answer(client.POST("/api/v1/session", { body })),
    // a secret is not kept longer than its request
    gcTime: 0,
    onSuccess,
  });
}

/**
 * Drops what was kept for the person who leaves. Not what the log-in page asks: it is shown by then, and a question that is dropped
 * is not answered.
 */
export function forgetSession(queries: QueryClient): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.setup[0] });
  queries.getMutationCache().clear();
}

/** Ends the session; the caller leads to the log-in page, where everything that was kept is dropped. */
export function useLogOut() {
  return useMutation({ mutationFn: () => answer(client.DELETE("/api/v1/session")) });
}

export function useUpdateMe() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name?: string; email?: string }) => answer(client.PATCH("/api/v1/me", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.me, exact: true }),
  });
}

/** Other sessions end with the old password. */
export function useChangePassword() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { current: string; new: string }) => answer(client.POST("/api/v1/me/password", { body })),
    // a secret is not kept longer than its request
    gcTime: 0,
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.me }),
  });
}

export function useSessions() {
  return useQuery({
    queryKey: keys.sessions,
    queryFn: ({ signal }) =>
      everyPage((page) => answer(client.GET("/api/v1/me/sessions", { params: { query: page }, signal }))),
  });
}

export function useEndSession() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => answer(client.DELETE("/api/v1/me/sessions/{id}", { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.sessions }),
  });
}

export function useTokens() {
  return useQuery({
    queryKey: keys.tokens,
    queryFn: ({ signal }) =>
      everyPage((page) => answer(client.GET("/api/v1/me/tokens", { params: { query: page }, signal }))),
  });
}

/** The answer has the token itself, this once. */
export function useCreateToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewToken) => answer(client.POST("/api/v1/me/tokens", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.tokens }),
    // a token is shown once and kept nowhere
    gcTime: 0,
  });
}

export function useRevokeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => answer(client.DELETE("/api/v1/me/tokens/{id}", { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.tokens }),
  });
}
