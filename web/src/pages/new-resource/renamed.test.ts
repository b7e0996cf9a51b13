import { expect, test } from "vitest";
import { renamed } from "./renamed";

const TEXT = `# name: of nothing
kind: VPC
metadata:
    labels:
        name: inner # stays
    # the name
    name: "old"   # said
    namespace: default
spec:
    name: other
`;

test("only the name of the resource is changed, and its comment stays", () => {
  expect(renamed(TEXT, "web", "default")).toBe(TEXT.replace('"old"', "web"));
  expect(renamed(TEXT, "web", "lab")).toBe(
    TEXT.replace('"old"', "web").replace("namespace: default", "namespace: lab"),
  );
  expect(renamed(TEXT, "", "default")).toBe(TEXT);
});

test("a text that has no such line stays as it is", () => {
  for (const text of [
    "kind: VPC\n",
    "metadata: {name: x}\n",
    "metadata:\nspec:\n  name: x\n",
    '{"metadata":{"name":"x"}}',
  ])
    expect(renamed(text, "web", "lab")).toBe(text);
});
