import { expect, test } from "vitest";
import type { ChangeState } from "~/api/types";
import { type Followed, nextFollowed } from "./followed";

interface State {
  id: string;
  state: ChangeState;
}

const one = (state: ChangeState, id = "1"): State => ({ id, state });

type Case = [string, Followed | undefined, State[], State | undefined, Followed | undefined];

const CASES: Case[] = [
  ["nothing is on its way", undefined, [one("open")], undefined, undefined],
  ["one is queued", undefined, [one("queued")], undefined, { id: "1" }],
  ["it is not known yet", { id: "1" }, [], undefined, { id: "1" }],
  ["it is on its way", { id: "1" }, [], one("publishing"), { id: "1" }],
  ["it ended here", { id: "1" }, [], one("published"), { id: "1", endedOn: "/here" }],
  [
    "it ended here, and is looked at still",
    { id: "1", endedOn: "/here" },
    [],
    one("published"),
    { id: "1", endedOn: "/here" },
  ],
  ["it ended on the page before", { id: "1", endedOn: "/before" }, [], one("published"), undefined],
  ["the next one is on its way", { id: "1", endedOn: "/before" }, [one("queued", "2")], one("published"), { id: "2" }],
  ["it was refused and takes edits again", { id: "1" }, [], one("waiting"), undefined],
  ["it waits in a pull request", { id: "1" }, [], one("proposed"), { id: "1", endedOn: "/here" }],
];

test.each(CASES)("%s", (_, before, own, now, next) => {
  expect(nextFollowed(before, own, now, "/here")).toEqual(next);
});
