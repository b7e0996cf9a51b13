/** Logging in again over an open page: everything that is known of it is asked for anew, nothing is dropped. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { answer, client, rememberCsrf } from "../client";
import { keys } from "../keys";

export function useLogInAgain() {
  const queries = useQueryClient();
  return useCallback(
    async (body: { login: string; password: string }) => {
      const me = await answer(client.POST("/api/v1/session", { body }));
      rememberCsrf(me.csrf);
      queries.setQueryData(keys.me, me);
      void queries.invalidateQueries();
    },
    [queries],
  );
}
