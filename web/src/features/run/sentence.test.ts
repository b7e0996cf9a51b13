import { expect, test } from "vitest";
import type { ChangeView, RunView, SettledChange } from "~/api/types";
import { draft, change as fixture } from "~/test/fixtures";
import { barsOf } from "./bars";
import { plain, sentenceOf } from "./sentence";

const publish: RunView = {
  id: 7,
  kind: "publish",
  state: "finalised",
  outcome: "done",
  more_settled: 0,
  started_at: 1000,
  ended_at: 1210,
  summary: {
    changes: 1,
    attempts: 2,
    commit: "d7e621fba8f4",
  },
};

const ingest: RunView = {
  id: 8,
  kind: "ingest",
  state: "finalised",
  outcome: "done",
  more_settled: 0,
  started_at: 0,
  ended_at: 0,
};
const say = (run: RunView, changes?: ChangeView[]) => plain(sentenceOf(run, changes));

const change = (name: string, more: Partial<ChangeView> = {}): ChangeView =>
  fixture({ change: name, id: name, published_by: { name: "Ada", email: "" }, state: "published", run: 7, ...more });

test("a publish names its change, its author, its size and what it took", () => {
  const drafts = ["a", "b", "c"].map((name) => draft(name));
  expect(say(publish, [change("bigger-pool", { drafts })])).toBe(
    "Published bigger-pool by Ada: 3 resources, 1 retry, 210 ms",
  );
});

test("several changes are named, without one author", () => {
  const run = { ...publish, summary: { changes: 2, attempts: 1 } };
  expect(say(run, [change("a"), change("b", { drafts: [draft("x"), draft("y")] })])).toBe(
    "Published a and b: 3 resources, 210 ms",
  );
});

test("the changes of a run are those that name it or its commit, as long as they are known", () => {
  const run = { ...publish, summary: { changes: 1, attempts: 1, commit: "d7e6" } };
  expect(say(run, [change("other", { run: 6 }), change("tills", { run: null, commit: "d7e6", drafts: [] })])).toBe(
    "Published tills by Ada: 210 ms",
  );
  expect(say(run)).toBe("Published 1 change: 210 ms");
});

const settled = (change: string, state: string, reason: object) =>
  ({ id: change, change, state, reason }) as SettledChange;
const held = settled("drop-all", "waiting", { kind: "large-deletion", deleted: 12, of: 12 });

test("a publish that brought nothing to Git says of each change what became of it, and why", () => {
  const nothing = { ...publish, summary: { changes: 0 } };
  expect(say({ ...nothing, outcome: "stopped", settled: [held] })).toBe(
    "Published nothing: drop-all is waiting: it deletes 12 of 12 resources",
  );
  const there = settled("same", "published", { kind: "in-git-already" });
  expect(say({ ...nothing, outcome: "nothing", settled: [there], more_settled: 3 })).toBe(
    "Published nothing: Git already contained all of same; and 3 more",
  );
  // of before that was recorded
  expect(say({ ...nothing, outcome: "nothing" })).toBe("Published nothing");
});

test("what was published stands before what was stopped", () => {
  const run = { ...publish, outcome: "partly", settled: [held] } as RunView;
  expect(say(run, [change("a", { drafts: [] })])).toBe(
    "Published a by Ada: 1 retry, 210 ms; drop-all is waiting: it deletes 12 of 12 resources",
  );
  expect(say(run)).toContain("Published 1 change: 1 retry, 210 ms; drop-all is waiting");
});

test("a failure carries its reason", () => {
  const reason = { kind: "hook-declined", text: "the change window is closed\n" } as const;
  const failed: RunView = { ...publish, state: "failed", outcome: "failed", reason };
  expect(say(failed)).toBe("Publish failed: a hook of the remote rejected the push: the change window is closed");
  expect(say({ ...failed, settled: [settled("c", "waiting", reason)] })).toContain("Publish of c failed: a hook");
});

test("what is under way says where it is", () => {
  const pushing = {
    ...publish,
    state: "pushing",
    outcome: "under way",
    ended_at: null,
    summary: null,
    fabrics: ["dc-1"],
  } as RunView;
  expect(say(pushing)).toBe("Publishing in dc-1 (pushing)");
});

test("an ingest says what it brought, fabric by fabric, without zeros", () => {
  const counts = { added: 12, changed: 0, deleted: 0, moved: 0, commented_out: 2, unreadable: 0, alerts: [] };
  const commit = "d7e621fba8f4e9a5";
  expect(say({ ...ingest, summary: { commit, fabrics: { b: counts } } })).toBe(
    "Read b at d7e621fba8: 12 added, 2 commented out",
  );
  expect(say({ ...ingest, summary: { commit, fabrics: { a: {}, b: counts } } })).toBe(
    "Read 2 fabrics at d7e621fba8: a nothing changed; b 12 added, 2 commented out",
  );
  expect(say({ ...ingest, summary: { commit, rewritten: true, fabrics: {} } })).toContain("history was rewritten");
});

test("a normalisation tells its first step and counts the others", () => {
  const run: RunView = { ...ingest, kind: "normalise", summary: { actions: ["moved all of raw/a.yaml", "x", "y"] } };
  expect(say(run)).toBe("Moved raw/ to managed/: moved all of raw/a.yaml and 2 more steps");
});

test("a summary of an unknown form is no failure", () => {
  for (const summary of [null, 7, "x", [], { fabrics: [1], commit: {}, actions: {} }]) {
    expect(() => say({ ...ingest, summary })).not.toThrow();
    expect(() => say({ ...publish, summary })).not.toThrow();
  }
});

test("bars follow each other and fill the whole", () => {
  const step = (duration_us: number) => ({ name: "x", at: 0, duration_us });
  expect(barsOf([step(100), step(300)]).map(({ from, width }) => [from, width])).toEqual([
    [0, 25],
    [25, 75],
  ]);
  expect(barsOf([step(0)])[0]?.width).toBe(0);
});
