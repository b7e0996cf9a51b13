import { expect, test } from "vitest";
import { goingOn, type Planned, planWords, refusedFirst } from "./bulk";

const plan = (id: string, refused?: string): Planned => ({ id, name: id, will: refused ? undefined : "goes", refused });

test("what is refused stands first, and only the others go on", () => {
  const all = [plan("a"), plan("b", "no"), plan("c")];
  expect(refusedFirst(all).map(({ id }) => id)).toEqual(["b", "a", "c"]);
  expect(goingOn(all)).toEqual(["a", "c"]);
});

test("a plan, and what became of it, is told with how many are refused", () => {
  const all = [plan("a"), plan("b", "no"), plan("c")];
  expect(planWords(all, "conflict", "decided", false)).toBe("2 conflicts would be decided, 1 is refused.");
  expect(planWords(all, "conflict", "decided", true)).toBe("2 conflicts are decided, 1 is refused.");
  expect(planWords([plan("a")], "conflict", "decided", true)).toBe("1 conflict is decided.");
  expect(planWords([plan("a", "no"), plan("b", "no")], "conflict", "decided", false)).toBe(
    "No conflicts would be decided, 2 are refused.",
  );
});

test("what waits is told as neither done nor refused", () => {
  const waits = { refused: undefined, waits: "waits for a second person" };
  expect(planWords([waits, { refused: undefined }, { refused: "no" }], "resource", "re-applied", true)).toBe(
    "1 resource is re-applied, 1 waits, 1 is refused.",
  );
  expect(planWords([waits, waits], "resource", "re-applied", true)).toBe("No resources are re-applied, 2 wait.");
});
