// @vitest-environment jsdom
import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { forgetDecided, rememberDecided, useLastDecided } from "./lastDecided";

test("what was decided last is known by its change until it is taken back", () => {
  const { result } = renderHook(() => useLastDecided("0197"));
  expect(result.current.map(({ id }) => id)).toEqual([]);
  act(() =>
    rememberDecided([
      { id: 7, madeDraft: false, change: "0197" },
      { id: 8, madeDraft: false, change: "0197" },
      { id: 9, madeDraft: false, change: "0200" },
      { id: 10, madeDraft: false, change: null },
    ]),
  );
  expect(result.current.map(({ id }) => id)).toEqual([7, 8]);
  act(() => rememberDecided([{ id: 11, madeDraft: false, change: "0197" }]));
  expect(result.current.map(({ id }) => id)).toEqual([11]);
  act(() => forgetDecided([9]));
  expect(result.current.map(({ id }) => id)).toEqual([11]);
  act(() => forgetDecided([11]));
  expect(result.current.map(({ id }) => id)).toEqual([]);
});
