import { expect, test } from "vitest";
import { editName, isSameResource, kubectlName, readName, spokenName } from "./identity";

const web = { group: "vpc.githedgehog.com", kind: "VPC", namespace: "default", name: "web" };

test("an edit names group and namespace, so that it can mean one resource only", () => {
  expect(editName(web)).toBe("VPC.vpc.githedgehog.com/default/web");
  expect(editName({ kind: "Node", namespace: "-", name: "n" })).toBe("Node/n");
});

test("people leave out the usual namespace", () => {
  expect(spokenName(web)).toBe("VPC/web");
  expect(spokenName({ ...web, namespace: "lab" })).toBe("VPC/lab/web");
});

test("kubectl takes a kind by its name in lower case, and the namespace apart", () => {
  expect(kubectlName(web)).toBe("vpc.vpc.githedgehog.com/web -n default");
  expect(kubectlName({ kind: "Node", namespace: "", name: "n" })).toBe("node/n");
});

test("a group that is not known fits any, another one does not", () => {
  expect(isSameResource(web, { kind: "VPC", namespace: "default", name: "web" })).toBe(true);
  expect(isSameResource(web, { kind: "VPC.other.io", namespace: "default", name: "web" })).toBe(false);
  expect(isSameResource(web, { ...web, namespace: "lab" })).toBe(false);
});

test("a name as findings write it is read again, and nothing else", () => {
  expect(readName("VPC/web")).toEqual({ kind: "VPC", namespace: "default", name: "web" });
  expect(readName("VPC/lab/web")).toEqual({ kind: "VPC", namespace: "lab", name: "web" });
  for (const other of ["", "VPC", "VPC/", "/web", "VPC//web", "a/b/c/d"]) expect(readName(other)).toBeUndefined();
});
