import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import type { FilterSpec } from "~/lib/filter/compile";
import { FilterBox } from "./FilterBox";

interface Row {
  kind: string;
}

const SPEC: FilterSpec<Row> = {
  keys: [{ key: "kind", label: "kind of resource", of: (row) => row.kind }],
  text: (row) => row.kind,
};

function Box() {
  const [value, setValue] = useState("");
  return <FilterBox value={value} onChange={setValue} spec={SPEC} rows={[{ kind: "VPC" }, { kind: "Switch" }]} />;
}

test("keys and values are completed by keyboard", async () => {
  render(<Box />);
  const box = screen.getByRole<HTMLInputElement>("combobox", { name: "Filter" });
  await userEvent.type(box, "ki{ArrowDown}{Enter}");
  expect(box.value).toBe("kind:");
  await userEvent.type(box, "v{ArrowDown}{Enter}");
  expect(box.value).toBe("kind:VPC ");
});

test("Enter without a choice takes nothing, Escape closes the list and then clears", async () => {
  render(<Box />);
  const box = screen.getByRole<HTMLInputElement>("combobox", { name: "Filter" });
  await userEvent.type(box, "ki{Enter}");
  expect(box.value).toBe("ki");
  expect(box.getAttribute("aria-expanded")).toBe("true");
  await userEvent.keyboard("{Escape}");
  expect(box.getAttribute("aria-expanded")).toBe("false");
  await userEvent.keyboard("{Escape}");
  expect(box.value).toBe("");
});
