/** The rules between resources of a fabric, and how it is installed: each with the ETag it was answered with. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answerWithTag, client } from "../client";
import { markOld } from "../fresh/old";
import { keys } from "../keys";
import type { RuleLevel, RulesView } from "../types";

export interface TaggedRules {
  rules: RulesView;
  etag: string | undefined;
}

export function useRules(fabric: string) {
  return useQuery({
    queryKey: keys.rules(fabric),
    queryFn: async ({ signal }): Promise<TaggedRules> => {
      const { data, etag } = await answerWithTag(
        client.GET("/api/v1/fabrics/{fabric}/rules", { params: { path: { fabric } }, signal }),
      );
      return { rules: data, etag };
    },
  });
}

/** What rules say reaches every page of the fabric, and its changes. */
function useJudgedAgain(fabric: string) {
  const queries = useQueryClient();
  return () => markOld(queries, { keys: [keys.ofFabric(fabric), keys.changes, ["change"]], fabric });
}

/** Sets a rule; the server answers when what Git has and open changes were judged by it. */
export function useSetRule(fabric: string) {
  const onSettled = useJudgedAgain(fabric);
  return useMutation({
    mutationFn: ({ rule, level }: { rule: string; level: RuleLevel }) =>
      answerWithTag(
        client.PUT("/api/v1/fabrics/{fabric}/rules/{rule}", { params: { path: { fabric, rule } }, body: { level } }),
      ),
    onSettled,
  });
}

/** Says how the fabric is installed, or (without settings) takes that back. `etag` is of what was looked at. */
export function useInstall(fabric: string) {
  const onSettled = useJudgedAgain(fabric);
  return useMutation({
    mutationFn: ({ settings, etag }: { settings: Record<string, unknown> | undefined; etag: string | undefined }) => {
      const params = { path: { fabric }, header: { "if-match": etag } };
      const path = "/api/v1/fabrics/{fabric}/installation";
      return answerWithTag(
        settings === undefined ? client.DELETE(path, { params }) : client.PUT(path, { params, body: settings }),
      );
    },
    onSettled,
  });
}

/** Writes the rules that the fabric declares itself; an empty text declares none. `etag` is of what was looked at. */
export function useDeclareRules(fabric: string) {
  const onSettled = useJudgedAgain(fabric);
  return useMutation({
    mutationFn: ({ text, etag }: { text: string; etag: string | undefined }) => {
      const params = { path: { fabric }, header: { "if-match": etag } };
      return answerWithTag(client.PUT("/api/v1/fabrics/{fabric}/declared-rules", { params, body: { text } }));
    },
    onSettled,
  });
}
