// @vitest-environment jsdom
import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { forgetDecided, rememberDecided, useLastDecided } from "./lastDecided";

test("what was decided last is known by its change until it is taken back", () => {
  const { result } = renderHook(() => useLastDecided("0197"));
  expect(result.current).toEqual([]);
  act(() =>
    rememberDecided([
      { id: 7, change_id: "0197" },
      { id: 8, change_id: "0197" },
      { id: 9, change_id: "0200" },
      { id: 10, change_id: null },
    ]),
  );
  expect(result.current).toEqual([7, 8]);
  act(() => rememberDecided([{ id: 11, change_id: "0197" }]));
  expect(result.current).toEqual([11]);
  act(() => forgetDecided([9]));
  expect(result.current).toEqual([11]);
  act(() => forgetDecided([11]));
  expect(result.current).toEqual([]);
});
