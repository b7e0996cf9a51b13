import { expect, test } from "vitest";
import type { LookView } from "~/api/types";
import {
  foundWords,
  isOf,
  plainDirectory,
  problemWords,
  proposedLayout,
  proposedName,
  takenWords,
  wayTo,
} from "./picking";

const LOOK: LookView = {
  branch: "main",
  commit: "4f2a",
  directory: "env",
  exists: true,
  layout: "in-place",
  directories: [],
  directories_total: 0,
  is_whole: true,
  files: 2,
  files_read: 2,
  resources: 3,
  commented_out: 0,
  kinds: [
    { kind: "VPC", group: "vpc.githedgehog.com", resources: 2 },
    { kind: "Switch", group: "wiring.githedgehog.com", resources: 1 },
  ],
  errors: 0,
  warnings: 0,
  findings: [],
  twice: [],
  twice_total: 0,
};

test.each([
  ["", "network", "network"],
  ["dc/east", "network", "east"],
  ["dc/east 1/", "network", "east-1"],
  ["/.hidden", "network", "hidden"],
  ["...", "..", "fabric"],
])("the name for %o of %s is %s", (directory, repository, name) => {
  expect(proposedName(directory, repository)).toBe(name);
});

test("what is not there yet is proposed as managed, what is there as it looks", () => {
  expect(proposedLayout({ exists: false, layout: "in-place" })).toBe("managed");
  expect(proposedLayout({ exists: true, layout: "in-place" })).toBe("in-place");
  expect(proposedLayout({ exists: true, layout: "managed" })).toBe("managed");
});

test("a directory has a way to it", () => {
  expect(plainDirectory("/dc//east/")).toBe("dc/east");
  expect(wayTo("dc/east").map(({ path }) => path)).toEqual(["", "dc", "dc/east"]);
  expect(wayTo("")).toEqual([{ name: "/", path: "" }]);
});

test("what was found is said, and what was not read is not passed over", () => {
  expect(foundWords(LOOK)).toBe("3 resources in 2 files: 2 VPC and 1 Switch.");
  expect(foundWords({ ...LOOK, commented_out: 2 })).toBe(
    "3 resources in 2 files: 2 VPC and 1 Switch; 2 more in comments.",
  );
  expect(foundWords({ ...LOOK, is_whole: false, files: 30_000, files_read: 2 })).toBe(
    "3 resources in the first 2 of 30,000 files: 2 VPC and 1 Switch.",
  );
  expect(foundWords({ ...LOOK, resources: 0, kinds: [] })).toBe("No resource in 2 files.");
  expect(foundWords({ ...LOOK, files: 0, resources: 0, kinds: [] })).toContain("begins empty");
  expect(foundWords({ ...LOOK, exists: false })).toContain("no such directory yet");
  expect(foundWords({ ...LOOK, exists: false, commit: null })).toContain("no branch main yet");
});

test("what is wrong is counted", () => {
  expect(problemWords(LOOK)).toBeUndefined();
  expect(problemWords({ ...LOOK, errors: 1, warnings: 2, twice_total: 1 })).toContain(
    "1 error, 2 warnings and 1 resource that is there more than once.",
  );
});

test.each([
  ["", "", "The whole branch is the fabric lab already,"],
  ["env", "env", "env/ is the fabric lab already,"],
  ["env", "", "The whole branch cannot be a fabric: env/ is the fabric lab,"],
  ["", "env", "env/ cannot be a fabric: the whole branch is the fabric lab,"],
])("a fabric in %o is in the way of one in %o", (directory, wanted, says) => {
  expect(takenWords({ fabric: "lab", directory }, wanted)).toBe(
    `${says} and two fabrics share no files. Pick another directory.`,
  );
});

test.each([
  ["", "env", true],
  ["main", "env", true],
  ["lab", "env", false],
  ["", "env/east", false],
  ["", "", false],
])("what was found in env on main is of branch %o and directory %o: %s", (branch, directory, expected) => {
  expect(isOf(LOOK, { repository: "net", branch, directory }, "main")).toBe(expected);
});
