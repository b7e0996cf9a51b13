import { expect, test } from "vitest";
import { readOn } from "./readOn";

/** A list of pages of two, of which some are there. */
function list(there: number, all: number, refusedAt = Number.POSITIVE_INFINITY): Parameters<typeof readOn<number>>[0] {
  const pages = Array.from({ length: there }, (_, at) => ({ items: [2 * at, 2 * at + 1] }));
  return {
    data: { pages },
    error: there > refusedAt ? new Error("refused") : null,
    hasNextPage: there < all,
    fetchNextPage: async () => list(there + 1, all, refusedAt),
  };
}

test.each([
  ["what is there is enough", list(1, 1), 10, { items: [0, 1], isMore: false }],
  ["the rest is read", list(1, 3), 10, { items: [0, 1, 2, 3, 4, 5], isMore: false }],
  ["a bound ends it", list(1, 9), 3, { items: [0, 1, 2, 3], isMore: true }],
])("%s", async (_, from, most, wanted) => {
  expect(await readOn(from, most)).toEqual(wanted);
});

test("a page that is refused is no end of the list", async () => {
  await expect(readOn(list(1, 3, 1), 10)).rejects.toThrow("refused");
});
