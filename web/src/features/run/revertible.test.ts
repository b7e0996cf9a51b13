import { expect, test } from "vitest";
import type { RunView } from "~/api/types";
import { change, EDITOR, ROLES, VIEWER } from "~/test/fixtures";
import { revertible } from "./revertible";

const RUN: RunView = {
  id: 7,
  kind: "publish",
  state: "finalised",
  outcome: "done",
  more_settled: 0,
  started_at: 1000,
  ended_at: 1210,
  summary: { changes: 1, commit: "d7e621fba8f4" },
};

test("what a run published is reverted by who may edit there, as long as Git has it", () => {
  const ours = change({ id: "a", state: "published", commit: "d7e621fba8f4", run: 7 });
  const all = [
    ours,
    change({ id: "b", state: "published", commit: "ffff", run: 6 }),
    change({ id: "c", state: "rewritten upstream", commit: "d7e621fba8f4", run: 7 }),
    change({ id: "d", state: "open", run: 7 }),
  ];
  const names = (me: typeof EDITOR) => revertible(RUN, all, { me, roles: ROLES }).map(({ id }) => id);
  expect(names(EDITOR)).toEqual(["a"]);
  expect(names(VIEWER)).toEqual([]);
  expect(revertible({ ...RUN, kind: "ingest" }, all, { me: EDITOR, roles: ROLES })).toEqual([]);
});
