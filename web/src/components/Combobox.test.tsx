import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { Combobox, narrowed, type Suggestion } from "./Combobox";

const SUGGESTIONS = [
  { value: "leaf-01/", isBegin: true },
  { value: "spine-01", about: "a spine" },
  { value: "old-spine" },
];

function Field({ first = "", suggestions = SUGGESTIONS }: { first?: string; suggestions?: readonly Suggestion[] }) {
  const [value, setValue] = useState(first);
  return <Combobox aria-label="Device" value={value} onChange={setValue} suggestions={suggestions} />;
}

const field = () => screen.getByRole<HTMLInputElement>("combobox", { name: "Device" });
const options = () => screen.queryAllByRole("option").map((one) => one.textContent);

test("what begins with the typed text comes first", () => {
  expect(narrowed(SUGGESTIONS, "SP").map(({ value }) => value)).toEqual(["spine-01", "old-spine"]);
  expect(narrowed(SUGGESTIONS, "").length).toBe(3);
});

test("one is chosen by keyboard, and the field keeps the focus", async () => {
  render(<Field />);
  await userEvent.tab();
  expect(options()).toEqual([]);
  await userEvent.keyboard("{ArrowDown}");
  expect(options()).toEqual(["leaf-01/", "spine-01a spine", "old-spine"]);
  await userEvent.keyboard("spi{ArrowDown}{Enter}");
  expect(field().value).toBe("spine-01");
  expect(options()).toEqual([]);
  expect(document.activeElement).toBe(field());
});

test("anything can be typed, and Escape closes the list alone", async () => {
  render(<Field />);
  await userEvent.type(field(), "spine-99");
  expect(options()).toEqual([]);
  await userEvent.clear(field());
  expect(options().length).toBe(3);
  await userEvent.keyboard("{Escape}");
  expect(options()).toEqual([]);
  expect(field().value).toBe("");
});

test("a value that is there does not hide the others, and a beginning leads on", async () => {
  render(<Field first="spine-01" />);
  await userEvent.click(field());
  expect(options().length).toBe(3);
  await userEvent.click(screen.getByRole("option", { name: "leaf-01/" }));
  expect(field().value).toBe("leaf-01/");
  expect(options()).toEqual(["leaf-01/"]);
});
