import { expect, test } from "vitest";
import { namedFrom, proposedName } from "./names";

const VPC = "vpc.githedgehog.com";
const WIRING = "wiring.githedgehog.com";
const port = (at: string) => ({ port: at });
const proposed = (kind: string, spec: unknown, ...taken: string[]) =>
  proposedName({ kind, group: kind === "Connection" ? WIRING : VPC }, spec, new Set(taken));

test.each([
  ["VPCAttachment", { subnet: "web/front", connection: "server-1--eslag--rack-1" }, "server-1--web--front"],
  ["VPCPeering", { permit: [{ web: {}, data: {} }] }, "web--data"],
  ["ExternalPeering", { permit: { vpc: { name: "batch" }, external: { name: "internet" } } }, "batch--internet"],
  ["ExternalAttachment", { external: "internet", connection: "leaf-4--external--north" }, "internet--north"],
  [
    "Connection",
    { unbundled: { link: { server: port("server-9/eth0"), switch: port("leaf-3/E1/7") } } },
    "server-9--unbundled--leaf-3",
  ],
  [
    "Connection",
    {
      eslag: {
        links: [
          { server: port("s-1/a"), switch: port("leaf-1/E1/1") },
          { server: port("s-1/b"), switch: port("leaf-2/E1/1") },
        ],
      },
    },
    "s-1--eslag--leaf-1--leaf-2",
  ],
])("a %s of %j is %s", (kind, spec, name) => {
  expect(proposed(kind, spec)).toBe(name);
});

test.each([
  ["VPCAttachment", { subnet: "web/", connection: "c" }],
  ["VPCAttachment", { subnet: "web/front" }],
  ["VPCPeering", { permit: [{ web: {} }] }],
  ["VPCPeering", {}],
  ["ExternalPeering", { permit: { vpc: { name: "web" } } }],
  ["Connection", { unbundled: { link: { server: port("server-9/eth0") } } }],
  ["Connection", {}],
  ["VPC", { subnets: {} }],
])("a %s of %j has no name yet", (kind, spec) => {
  expect(proposed(kind, spec)).toBeUndefined();
});

test("a name that another one has is told apart by the whole connection, then by a number", () => {
  const spec = { subnet: "web/front", connection: "server-1--eslag--rack-1" };
  const [short, long] = ["server-1--web--front", "server-1--eslag--rack-1--web--front"];
  expect(proposed("VPCAttachment", spec, short)).toBe(long);
  expect(proposed("VPCAttachment", spec, short, long)).toBe(`${short}-2`);
  expect(proposed("VPCAttachment", spec, short, long, `${short}-2`)).toBe(`${short}-3`);
});

test("what a name comes from is said of the kinds that have a proposal", () => {
  expect(namedFrom({ kind: "VPCPeering", group: VPC })).toBe("the two VPCs");
  expect(namedFrom({ kind: "VPC", group: VPC })).toBeUndefined();
  expect(namedFrom({ kind: "VPCPeering", group: "example.org" })).toBeUndefined();
});
