import { expect, test } from "vitest";
import { conflict, draftWithCluster, drift, gitWithCluster } from "~/test/fixtures";
import { contestedAt, contestedFields, mayAccept } from "./contested";

const WEB = drift("web");

test("the conflict at a field that drifted is found: open, of this resource, with the cluster, Git's own first", () => {
  const ofDraft = draftWithCluster("spec.vlan", { id: 8 });
  const ofGit = gitWithCluster("spec.vlan", { id: 9 });
  const at = (...all: Parameters<typeof contestedAt>[0]) => contestedAt(all, WEB, "spec.vlan")?.id;
  expect(at(ofDraft, ofGit)).toBe(9);
  expect(at(ofDraft)).toBe(8);
  expect(at(conflict("spec.vlan"))).toBeUndefined();
  expect(at(gitWithCluster("spec.mtu"))).toBeUndefined();
  expect(at({ ...ofGit, state: "resolved" })).toBeUndefined();
  expect(at({ ...ofGit, namespace: "lab" })).toBeUndefined();
  expect(at({ ...ofGit, group: "other.example" })).toBeUndefined();
  expect(at(gitWithCluster("spec", { id: 10 }))).toBe(10);
});

test("one about the whole resource is not one about a field of it", () => {
  const whole = gitWithCluster("", { id: 9 });
  expect(contestedAt([whole], WEB, "spec.vlan")).toBeUndefined();
  expect(contestedAt([gitWithCluster("spec.vlan")], WEB, "")).toBeUndefined();
  expect(contestedAt([whole], WEB, "")?.id).toBe(9);
  expect(contestedFields([whole, gitWithCluster("spec.vlan", { id: 10 })], "spec.vlan").map(({ id }) => id)).toEqual([
    10,
  ]);
});

test("a field in an open conflict is decided rather than accepted", () => {
  expect(mayAccept({ moved: "both" }, [])).toBe(true);
  expect(mayAccept({ moved: "both" }, [gitWithCluster("spec.vlan")])).toBe(false);
  expect(mayAccept({ moved: "cluster" }, [draftWithCluster("spec.vlan")])).toBe(false);
  expect(mayAccept({ moved: "git" }, [])).toBe(false);
});
