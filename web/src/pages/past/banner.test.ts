import { expect, test } from "vitest";
import type { FabricAt } from "~/api/types";
import { exact } from "~/lib/time";
import { bannerTitle, commitIs } from "./banner";

const COMMITTED = Date.UTC(2026, 10, 27, 9);
const ASKED = Date.UTC(2026, 10, 28, 12);

test.each([
  { asked: undefined, is_now: false, says: `This is the past of env: ${exact(COMMITTED)}.` },
  { asked: undefined, is_now: true, says: "This is env at the newest commit that was read of main." },
  { asked: ASKED, is_now: false, says: `This is the past of env: ${exact(ASKED)}.` },
  {
    asked: ASKED,
    is_now: true,
    says: `This is env on ${exact(ASKED)}, and still is: no newer commit of main was read.`,
  },
])("asked for $asked, which is now: $is_now", ({ asked, is_now, says }) => {
  const point = { commit: "c", at: COMMITTED, author: { name: "A", email: "" }, subject: "s", is_now, on_branch: true };
  const view: FabricAt = {
    fabric: "env",
    branch: "main",
    directory: "env",
    point,
    resources: 0,
    items: [],
    unread: [],
  };
  expect(bannerTitle(view, asked)).toBe(`${says} Read only.`);
  expect(commitIs(asked) !== "").toBe(asked !== undefined);
});
