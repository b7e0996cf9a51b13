import { expect, test } from "vitest";
import type { FreeView } from "~/api/types";
import type { Source } from "./arrangement";
import { firstFree, freeRequest, portNote, reasonOf, unsetPlaces, usedBeside, withFree } from "./offer";

const vlan: Extract<Source, { of: "free" }> = { of: "free", what: "vlan", namespace: ["spec", "vlanNamespace"] };
const subnet: Extract<Source, { of: "free" }> = { of: "free", what: "subnet", namespace: ["spec", "ipv4Namespace"] };

const name = (kind: string, named: string) => ({ group: "", kind, namespace: "default", name: named });

const root = {
  spec: { vlanNamespace: "lab", subnets: { a: { vlan: 1001, subnet: "10.0.1.0/26" }, b: { vlan: "" }, c: {} } },
};

test("what is free is asked for in the namespace that the resource names, else in the usual one", () => {
  expect(freeRequest(vlan, ["spec", "subnets", "c", "vlan"], root)).toEqual({ what: "vlan", namespace: "lab" });
  expect(freeRequest(subnet, ["spec", "subnets", "c", "subnet"], root)).toEqual({
    what: "subnet",
    namespace: "default",
    length: 26,
  });
  expect(freeRequest(subnet, ["spec", "subnets", "a", "subnet"], root)).toMatchObject({ length: 26 });
  expect(freeRequest(subnet, ["spec", "subnets", "a", "subnet"], {})).toMatchObject({ length: 24 });
});

test("what the form itself uses is not offered a second time", () => {
  const used = usedBeside(["spec", "subnets", "c", "vlan"], root);
  expect(used).toEqual(["1001"]);
  const view = { free: ["1001", "1002"] } as FreeView;
  expect(firstFree(view, used)).toBe("1002");
  expect(firstFree(view, ["1001", "1002"])).toBeUndefined();
  expect(firstFree(null, [])).toBeUndefined();
  expect(usedBeside(["spec", "subnets", "a", "vlan"], root)).toEqual([]);
});

test("what is open where a free one is known is filled with it, two beside each other with two", () => {
  const arrangement = { "spec.subnets.*.vlan": { source: vlan }, "spec.subnets.*.subnet": { source: subnet } };
  const places = unsetPlaces(arrangement, root);
  expect(places.map(({ steps }) => steps.slice(2).join("."))).toEqual(["b.vlan", "c.vlan", "b.subnet", "c.subnet"]);
  const schema = {
    properties: {
      spec: { properties: { subnets: { additionalProperties: { properties: { vlan: { type: "integer" } } } } } },
    },
  };
  const free = { vlan: { free: ["1001", "1002", "1003"] } as FreeView, subnet: undefined };
  expect(withFree(root, places, free, schema)).toEqual({
    spec: { ...root.spec, subnets: { a: root.spec.subnets.a, b: { vlan: 1002 }, c: { vlan: 1003 } } },
  });
  expect(unsetPlaces(undefined, root)).toEqual([]);
});

test("the reason says what is taken, and what is not known", () => {
  const view: FreeView = {
    of: name("VLANNamespace", "lab"),
    state: "known",
    free: ["1004"],
    taken: [],
    more_taken: 0,
    unchecked: [],
    evidence: {},
  };
  expect(reasonOf(view, "1001")).toBe("The first of VLANNamespace/lab.");
  expect(
    reasonOf(
      {
        ...view,
        taken: [
          { what: "1001", by: name("VPC", "web") },
          { what: "1002", by: name("VPC", "db"), change: "bigger" },
          { what: "1003", reserved: true },
        ],
        more_taken: 0,
        unchecked: ["a file cannot be read"],
      },
      "1004",
    ),
  ).toBe(
    "Of VLANNamespace/lab; 1001 is taken by VPC/web, 1002 is taken by VPC/db in the open change bigger and 1 other is taken too. A file cannot be read.",
  );
  expect(reasonOf({ ...view, taken: [{ what: "3000-3899", reserved: true }], more_taken: 4 }, undefined)).toBe(
    "Of VLANNamespace/lab; 3000-3899 is reserved by the fabric and 4 others are taken too.",
  );
});

test("what is taken behind the one that is offered is not a reason", () => {
  const subnets = ["10.0.9.0/24", "10.0.10.0/24"].map((what) => ({ what }));
  const view: FreeView = {
    of: name("IPv4Namespace", "lab"),
    state: "known",
    free: [],
    taken: subnets,
    more_taken: 3,
    unchecked: [],
    evidence: {},
  };
  expect(reasonOf(view, "10.0.1.0/24")).toBe("The first of IPv4Namespace/lab.");
  expect(reasonOf(view, "10.0.9.128/25")).toBe("Of IPv4Namespace/lab; 10.0.9.0/24 is taken.");
  expect(reasonOf(view, "10.0.11.0/24")).toBe(
    "Of IPv4Namespace/lab; 10.0.9.0/24 is taken, 10.0.10.0/24 is taken and 3 others are taken too.",
  );
});

test("beside ports stands what is not known of them, and those in use where none is known to be free", () => {
  const view: FreeView = {
    of: name("Switch", "leaf-3"),
    state: "unknown",
    free: [],
    taken: ["E1/1", "E1/2"].map((what) => ({ what })),
    more_taken: 3,
    unchecked: ["the switch profile x is not known", "the ports that exist are not known; those in use are listed"],
    evidence: {},
  };
  expect(portNote(view)).toBe(
    "The switch profile x is not known. The ports that exist are not known; those in use are listed. In use: E1/1, E1/2 and 3 others.",
  );
  expect(portNote({ ...view, free: ["E1/3"], unchecked: [] })).toBeUndefined();
  expect(portNote({ ...view, taken: [], more_taken: 0, unchecked: [] })).toBeUndefined();
});
