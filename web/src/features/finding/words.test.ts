import { expect, test } from "vitest";
import { findingWords, inTyped, partsOf, placeWords } from "./words";

const message = "is not a known field";

test("a message never stands without what it is about", () => {
  const [resource, field, path] = ["VPC/web", "spec.vlna", "a.yaml"];
  expect(findingWords({ resource, field, path, message })).toBe("VPC/web: spec.vlna is not a known field");
  expect(findingWords({ resource, field: "", path, message })).toBe("VPC/web: is not a known field");
  expect(findingWords({ field, path, message })).toBe("spec.vlna is not a known field");
  expect(findingWords({ path, message })).toBe("a.yaml: is not a known field");
  expect(findingWords({ resource: null, field: null, path: "", message })).toBe(message);
});

test("of a text that is typed, the field or the document is the subject", () => {
  expect(inTyped({ resource: "VPC/web", field: "spec.vlna", message }).message).toBe("spec.vlna is not a known field");
  expect(inTyped({ path: "", message: "is no object" }).message).toBe("the document: is no object");
});

test("a place names its file first, or is none", () => {
  expect(placeWords("a.yaml", 6)).toBe("a.yaml:6");
  expect(placeWords("a.yaml", 0)).toBe("a.yaml");
  expect(placeWords("", 6)).toBeUndefined();
});

test("the other resource is linked where the message names it, else behind it", () => {
  const link = { text: "VPC/b", isName: true };
  expect(partsOf("1001 is the VLAN of VPC/b, subnet web", "VPC/b")).toEqual([
    { text: "1001 is the VLAN of " },
    link,
    { text: ", subnet web" },
  ]);
  expect(partsOf("is that of VPC/b.", "VPC/b")).toEqual([{ text: "is that of " }, link, { text: "." }]);
  expect(partsOf("is taken", "VPC/b")).toEqual([{ text: "is taken (with " }, link, { text: ")" }]);
  expect(partsOf("not VPC/b-2 but VPC/b", "VPC/b")).toEqual([{ text: "not VPC/b-2 but " }, link]);
  expect(partsOf("only VPC/b.lab", "VPC/b")).toEqual([{ text: "only VPC/b.lab (with " }, link, { text: ")" }]);
  expect(partsOf("is taken", undefined)).toEqual([{ text: "is taken" }]);
});
