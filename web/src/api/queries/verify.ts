/** Fabrics are verified: Git, the database and the cluster are read afresh and compared. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, client } from "../client";
import { markOld } from "../fresh/old";
import { keys } from "../keys";
import type { VerifyReport } from "../types";

/** What the last verification said. */
export function useVerification(fabric: string, { isWanted = true } = {}) {
  return useQuery({
    enabled: isWanted,
    queryKey: keys.verification(fabric),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/v1/fabrics/{fabric}/verify", { params: { path: { fabric } }, signal })),
    // another one may have been made meanwhile
    staleTime: 0,
  });
}

/** Verifies now, and repairs the database where that is asked for. */
export function useVerify(fabric: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (repair: boolean) =>
      answer(client.POST("/api/v1/fabrics/{fabric}/verify", { params: { path: { fabric } }, body: { repair } })),
    onSuccess: (report: VerifyReport) => {
      queries.setQueryData(keys.verification(fabric), report);
      markOld(queries, { fabric });
    },
  });
}
