import { expect, test } from "vitest";
import { change, draft, drift } from "~/test/fixtures";
import { draftedIn } from "./drafted";
import { rowsOf } from "./rows";

const ROWS = rowsOf("env", [drift("web"), drift("api")]);

test("what drifted is told to be drafted in the change that has the newest draft of it, of its fabric alone", () => {
  const older = change({ id: "1", change: "older", drafts: [draft("web", { updated_at: 1 })] });
  const newer = change({ id: "2", change: "newer", drafts: [draft("lab"), draft("web", { updated_at: 5 })] });
  const other = change({
    id: "3",
    change: "other",
    fabric: "lab",
    drafts: [draft("api"), draft("web", { updated_at: 9 })],
  });
  const into = draftedIn([older, newer, other], ROWS);
  expect([...into].map(([id, { change }]) => [id, change])).toEqual([[ROWS[0]?.id, "newer"]]);
  expect(draftedIn([], ROWS).size).toBe(0);
});
