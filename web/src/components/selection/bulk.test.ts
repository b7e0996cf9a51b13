import { expect, test } from "vitest";
import { goingOn, type Planned, planWords, refusedFirst } from "./bulk";

const plan = (id: string, refused?: string): Planned => ({ id, name: id, will: refused ? undefined : "goes", refused });
const WORDS = ["is decided", "are decided"] as const;

test("what is refused stands first, and only the others go on", () => {
  const all = [plan("a"), plan("b", "no"), plan("c")];
  expect(refusedFirst(all).map(({ id }) => id)).toEqual(["b", "a", "c"]);
  expect(goingOn(all)).toEqual(["a", "c"]);
});

test("a plan is told with how many are refused", () => {
  expect(planWords([plan("a"), plan("b", "no"), plan("c")], "conflict", WORDS)).toBe(
    "2 conflicts are decided, 1 is refused.",
  );
  expect(planWords([plan("a")], "conflict", WORDS)).toBe("1 conflict is decided.");
  expect(planWords([plan("a", "no"), plan("b", "no")], "conflict", WORDS)).toBe(
    "No conflicts are decided, 2 are refused.",
  );
});
