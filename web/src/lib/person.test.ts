import { expect, test } from "vitest";
import { nameIn } from "./person";

test("of a person in one text, the name is shown", () => {
  expect(nameIn("Ada Example <ada@example.org>")).toBe("Ada Example");
  expect(nameIn("policy teams")).toBe("policy teams");
  expect(nameIn("<ada@example.org>")).toBe("<ada@example.org>");
});
