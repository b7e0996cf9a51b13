import { expect, test } from "vitest";
import { resource } from "~/test/fixtures";
import { named, subnetsIn, vpcOf, withAdded } from "./suggestions";

test("resources of a kind and namespace are named in the order of their numbers", () => {
  const rows = [
    resource("web-10", { facts: [{ name: "subnets", value: "2" }] }),
    resource("web-9", { state: "commented out" }),
    resource("lab", { namespace: "lab" }),
    resource("s1", { kind: "Switch" }),
  ];
  expect(named(rows, ["VPC"], "")).toEqual([
    { value: "web-9", about: "commented out" },
    { value: "web-10", about: "subnets 2" },
  ]);
  expect(named(rows, ["VPC", "Switch"], "lab").map(({ value }) => value)).toEqual(["lab"]);
});

test("subnets are those of any side", () => {
  const fields = [
    "spec.subnets.a.vlan",
    "spec.subnets.a.subnet",
    'spec.subnets."b.c"',
    "spec.mode",
    "metadata.subnets.x",
  ];
  expect(subnetsIn(fields.map((path) => ({ path })))).toEqual(["a", "b.c"]);
});

test("the VPC is the one that the form names around the field", () => {
  const root = { spec: { permit: { vpc: { name: "web" } } } };
  const outer = { of: "subnets of", up: 2, below: ["name"] } as const;
  expect(vpcOf(outer, ["spec", "permit", "vpc", "subnets", 0], root, undefined)).toBe("web");
  expect(vpcOf({ of: "subnets of", up: 2 }, ["spec", "permit", 0, "vpc-1", "subnets", 0], {}, undefined)).toBe("vpc-1");
  expect(vpcOf({ of: "subnets" }, ["spec", "subnet"], {}, "vpc-2")).toBe("vpc-2");
  expect(vpcOf({ of: "subnets" }, ["spec", "subnet"], {}, "")).toBeUndefined();
  expect(vpcOf(outer, ["spec", "permit", "vpc", "subnets", 0], {}, undefined)).toBeUndefined();
});

test("what the change adds can be named before Git has it, once and in its namespace", () => {
  const known = [{ value: "web" }];
  const draft = (name: string, more = {}) => ({ kind: "VPC", namespace: "default", name, action: "add", ...more });
  const drafts = [
    draft("kiosks"),
    draft("web"),
    draft("gone", { action: "delete" }),
    draft("far", { namespace: "lab" }),
    draft("leaf", { kind: "Switch" }),
  ];
  const names = (namespace: string) => withAdded(known, drafts, ["VPC"], namespace).map(({ value }) => value);
  expect(names("")).toEqual(["kiosks", "web"]);
  expect(names("lab")).toEqual(["far", "web"]);
});

test("those of the types that are meant stand first", () => {
  const of = (name: string, value: string) => ({
    ...({
      kind: "Connection",
      group: "g",
      version: "v",
      namespace: "default",
      name,
      state: "in sync",
      validity: "valid",
    } as const),
    facts: [{ name: "type", value }],
  });
  const rows = [of("a", "external"), of("c", "bundled"), of("b", "eslag")];
  expect(named(rows, ["Connection"], "", ["bundled", "eslag"]).map(({ value }) => value)).toEqual(["b", "c", "a"]);
  expect(named(rows, ["Connection"], "").map(({ value }) => value)).toEqual(["a", "b", "c"]);
});
