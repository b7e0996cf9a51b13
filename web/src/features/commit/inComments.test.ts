import { expect, test } from "vitest";
import { asInFile } from "./inComments";

test("what is in comments has a mark on every line, and nothing else has", () => {
  const text = "kind: VPC\n\r\n  a: 1\r\n \n";
  expect(asInFile({ standing: "live", text })).toBe(text);
  expect(asInFile({ standing: "commented out", text })).toBe("# kind: VPC\n#\r\n#   a: 1\r\n#  \n");
  expect(asInFile({ standing: "commented out", text: "kind: VPC" })).toBe("# kind: VPC");
});
