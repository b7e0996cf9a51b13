import { expect, test } from "vitest";
import { change, draft } from "~/test/fixtures";
import { fixHref } from "./fixHref";

const bigger = change({ drafts: [draft("web"), draft("web", { namespace: "lab" })] });

test("a finding of a draft leads to its form, at the line, in the change", () => {
  expect(fixHref(bigger, { resource: "VPC/web", line: 12 })).toBe(
    "/fabrics/env/resources/VPC/default/web?tab=form&change=bigger+web&fileline=12",
  );
  expect(fixHref(bigger, { resource: "VPC/lab/web", line: 0 })).toBe(
    "/fabrics/env/resources/VPC/lab/web?tab=form&change=bigger+web",
  );
});

test("what the change does not edit is not fixed in it", () => {
  expect(fixHref(bigger, { resource: "VPC/storage", line: 3 })).toBeUndefined();
  expect(fixHref(bigger, { resource: null, line: 3 })).toBeUndefined();
});
