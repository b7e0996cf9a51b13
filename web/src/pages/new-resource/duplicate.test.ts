import { expect, test } from "vitest";
import { applyEdits } from "~/lib/yaml/edits";
import { duplicateEdits } from "./duplicate";

const after = (kind: string, spec: unknown, metadata: object = { name: "web" }) =>
  applyEdits(
    { kind, metadata, spec, status: { x: 1 } },
    duplicateEdits(kind, { kind, metadata, spec, status: { x: 1 } }),
  );

test.each<[string, unknown, unknown]>([
  [
    "VPC",
    {
      vlanNamespace: "lab",
      subnets: {
        a: { subnet: "10.0.1.0/24", vlan: 1, gateway: "10.0.1.1", dhcp: { enable: true, range: { start: "x" } } },
      },
    },
    { vlanNamespace: "lab", subnets: { a: { dhcp: { enable: true } } } },
  ],
  [
    "VPCAttachment",
    { subnet: "web/default", connection: "c1", nativeVLAN: true },
    { subnet: "web/default", nativeVLAN: true },
  ],
  [
    "Connection",
    {
      eslag: {
        fallback: true,
        links: [{ server: { port: "s/1" }, switch: { port: "l/1" } }, { server: { port: "s/2" } }],
      },
    },
    { eslag: { fallback: true, links: [{ server: {}, switch: {} }, { server: {} }] } },
  ],
  [
    "Connection",
    { unbundled: { link: { server: { port: "s/1" } }, mtu: 9000 } },
    { unbundled: { link: { server: {} }, mtu: 9000 } },
  ],
  ["Switch", { role: "spine", ip: "172.30.0.1/21", boot: { serial: "x" } }, { role: "spine" }],
  ["VPCPeering", { permit: [{ a: {}, b: {} }] }, { permit: [{ a: {}, b: {} }] }],
])("of a %s what cannot be the same is left out, the rest stays", (kind, spec, left) => {
  expect(after(kind, spec)).toEqual({ kind, metadata: { name: "name" }, spec: left });
});

test("what a cluster wrote about the one that is copied is left out, labels stay", () => {
  const metadata = { name: "web", uid: "1", resourceVersion: "7", managedFields: [], labels: { a: "b" } };
  expect(after("Server", {}, metadata)).toEqual({
    kind: "Server",
    metadata: { name: "name", labels: { a: "b" } },
    spec: {},
  });
});
