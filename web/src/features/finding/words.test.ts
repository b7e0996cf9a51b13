import { expect, test } from "vitest";
import { findingWords, inTyped, ownFindingWords, placeWords } from "./words";

const message = "is not a known field";

test("a message never stands without what it is about", () => {
  const [resource, field, path] = ["VPC/web", "spec.vlna", "a.yaml"];
  expect(findingWords({ resource, field, path, message })).toBe("VPC/web: spec.vlna is not a known field");
  expect(findingWords({ resource, field: "", path, message })).toBe("VPC/web: is not a known field");
  expect(findingWords({ field, path, message })).toBe("spec.vlna is not a known field");
  expect(findingWords({ path, message })).toBe("a.yaml: is not a known field");
  expect(findingWords({ resource: null, field: null, path: "", message })).toBe(message);
});

test("on its own page a resource is named where no field is", () => {
  expect(ownFindingWords({ resource: "VPC/web", field: "spec.vlna", message })).toBe("spec.vlna is not a known field");
  expect(ownFindingWords({ resource: "VPC/web", message })).toBe("VPC/web: is not a known field");
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
