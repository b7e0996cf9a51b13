/** What roles and permissions are called, and what they allow: the server's words. */
import { useQuery } from "@tanstack/react-query";
import { answer, client } from "../client";
import { keys } from "../keys";
import type { RolesView } from "../types";

export function useRoles(): RolesView | undefined {
  return useQuery({
    queryKey: keys.roles,
    queryFn: ({ signal }): Promise<RolesView> => answer(client.GET("/api/v1/roles", { signal })),
    // they come with the program
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
}
