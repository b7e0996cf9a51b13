import { expect, test } from "vitest";
import type { ResourceDetail } from "~/api/types";
import { nextOf } from "./next";

function detail(kind: string, group: string, paths: string[], more: Partial<ResourceDetail> = {}): ResourceDetail {
  const fields = paths.map((path) => ({ path, state: "same" }));
  return { kind, group, name: "web", namespace: "default", fields, ...more } as ResourceDetail;
}

const VPC = [
  "VPC",
  "vpc.githedgehog.com",
  ["spec.ipv4Namespace", 'spec.subnets."a.b".vlan', "spec.subnets.z"],
] as const;

test("a server is attached to the first subnet of a VPC, and a connection to a VPC", () => {
  const [kind, group, paths] = VPC;
  expect(nextOf(detail(kind, group, [...paths]))).toEqual([
    {
      label: "Attach a server",
      search: { kind: "VPCAttachment.vpc.githedgehog.com", set: "spec.subnet=web/a.b", view: "form" },
    },
    {
      label: "Peer with a VPC",
      search: { kind: "VPCPeering.vpc.githedgehog.com", set: "spec.permit[0].web={}", view: "form" },
    },
  ]);
  const dotted = nextOf(detail(kind, group, [...paths], { name: "a.b" }));
  expect(dotted[1]?.search.set).toBe('spec.permit[0]."a.b"={}');
  const connection = detail("Connection", "wiring.githedgehog.com", ["spec.bundled.links[0].server.port"]);
  expect(nextOf(connection)[0]?.search.set).toBe("spec.connection=web");
});

test("nothing is offered that could not be: without a subnet, between switches, of another group or namespace", () => {
  const [kind, group, paths] = VPC;
  expect(nextOf(detail(kind, group, ["spec.vlanNamespace"]))).toEqual([]);
  expect(nextOf(detail(kind, "example.org", [...paths]))).toEqual([]);
  expect(nextOf(detail(kind, group, [...paths], { namespace: "lab" }))).toEqual([]);
  expect(nextOf(detail("Connection", "wiring.githedgehog.com", ["spec.fabric.links[0].leaf.port"]))).toEqual([]);
});
