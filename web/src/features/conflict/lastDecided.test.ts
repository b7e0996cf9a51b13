// @vitest-environment jsdom
import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { conflict } from "~/test/fixtures";
import { forgetDecided, rememberDecided, useLastDecided } from "./lastDecided";

test("what was decided last is known by its change until it is taken back", () => {
  const { result } = renderHook(() => useLastDecided("0197"));
  expect(result.current.map(({ id }) => id)).toEqual([]);
  act(() =>
    rememberDecided([
      conflict("spec.x", { id: 7, change_id: "0197" }),
      conflict("spec.x", { id: 8, change_id: "0197" }),
      conflict("spec.x", { id: 9, change_id: "0200" }),
      conflict("spec.x", { id: 10, change_id: null }),
    ]),
  );
  expect(result.current.map(({ id }) => id)).toEqual([7, 8]);
  act(() => rememberDecided([conflict("spec.x", { id: 11, change_id: "0197" })]));
  expect(result.current.map(({ id }) => id)).toEqual([11]);
  act(() => forgetDecided([9]));
  expect(result.current.map(({ id }) => id)).toEqual([11]);
  act(() => forgetDecided([11]));
  expect(result.current.map(({ id }) => id)).toEqual([]);
});
