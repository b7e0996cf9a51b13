import { expect, test } from "vitest";
import type { ActRequestView, AskedAct } from "~/api/types";
import { actLine, approvedSentence, asksFor, awaitsWords } from "./actRequests";

const act = (over: Partial<AskedAct>): AskedAct => ({ resource: "VPC/a", act: "update", ...over });
const request = (over: Partial<ActRequestView>) =>
  ({ id: 4, what: "reapply", take_over: false, confirm_deletions: false, acts: [act({})], ...over }) as ActRequestView;

test("what is asked for says how many and what it takes beyond", () => {
  expect(asksFor(request({}))).toBe("bring 1 resource back to what Git wants");
  const all = request({ what: "apply", take_over: true, confirm_deletions: true, acts: [act({}), act({})] });
  expect(asksFor(all)).toBe("apply what Git has to 2 resources, taking over fields of others, with many deletions");
  expect(awaitsWords(all)).toBe("waits for a second person, as request 4");
});

test("what would be done to a resource names its fields", () => {
  expect(actLine(act({ act: "create" }))).toBe("would be created");
  expect(actLine(act({ act: "delete" }))).toBe("would be deleted");
  expect(actLine(act({}))).toBe("would be brought to what Git wants");
  expect(actLine(act({ fields: ["spec.a"] }))).toBe("would follow Git in spec.a");
  expect(actLine(act({ fields: ["a", "b", "c", "d", "e"] }))).toBe("would follow Git in a, b, c and 2 more");
});

test("what became of it counts what was done and what was not", () => {
  const of = (...outcomes: string[]) => ({ results: outcomes.map((outcome) => ({ outcome })) });
  expect(approvedSentence({ apply: of("done", "done") } as never)).toBe("Approved: 2 resources done.");
  const some = { reapply: of("applied", "created", "nothing", "refused") } as never;
  expect(approvedSentence(some)).toBe("Approved: 3 resources done, 1 not: the list below says why.");
});
