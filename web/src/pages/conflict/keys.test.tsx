import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { useResolverKeys } from "./keys";

function setUp() {
  const keys = { choose: vi.fn(), move: vi.fn(), undo: vi.fn(), bulk: vi.fn(), apply: vi.fn() };
  function Page() {
    useResolverKeys(keys);
    return (
      <>
        <input type="radio" aria-label="Git" />
        <input aria-label="value" />
        <button type="button">Undo</button>
      </>
    );
  }
  render(<Page />);
  return { keys, user: userEvent.setup() };
}

test("digits choose, j and k move, u undoes, b opens bulk, Enter applies", async () => {
  const { keys, user } = setUp();
  await user.keyboard("3jkub{Enter}56");
  expect(keys.choose.mock.calls).toEqual([[3], [5]]);
  expect(keys.move.mock.calls).toEqual([[1], [-1]]);
  expect(keys.undo).toHaveBeenCalledOnce();
  expect(keys.bulk).toHaveBeenCalledOnce();
  expect(keys.apply).toHaveBeenCalledOnce();
});

test("while somebody types, keys are text", async () => {
  const { keys, user } = setUp();
  await user.type(screen.getByLabelText("value"), "1jku{Enter}");
  expect(Object.values(keys).every((key) => key.mock.calls.length === 0)).toBe(true);
});

test("on a radio button the keys still work; on a button Enter presses it", async () => {
  const { keys, user } = setUp();
  screen.getByLabelText("Git").focus();
  await user.keyboard("2{Enter}");
  expect(keys.choose).toHaveBeenCalledWith(2);
  expect(keys.apply).toHaveBeenCalledOnce();
  screen.getByRole("button").focus();
  await user.keyboard("{Enter}");
  expect(keys.apply).toHaveBeenCalledOnce();
});
