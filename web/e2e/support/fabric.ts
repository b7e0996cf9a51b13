/** A small fabric's files: our own texts, of the forms that operators write. */
import type { Files } from "./git";

/** One VPC in a file of its own, with comments to lose. */
export function vpc(name: string, vlan: number, subnet: string): string {
  return `# ${name}: asked for by the shop.
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: ${name}
spec:
  ipv4Namespace: default
  vlanNamespace: default
  subnets:
    default:
      subnet: ${subnet}
      vlan: ${vlan}   # agreed with the storage team
`;
}

export const NAMESPACES = `apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata:
  name: default
spec:
  subnets:
    - 10.0.0.0/8
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata:
  name: default
spec:
  ranges:
    - from: 1000
      to: 2999
`;

/** A switch and a server of a number. */
export function devices(number: number): string {
  return `apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata:
  name: leaf-${number}
spec:
  role: server-leaf
  description: the leaf of rack ${number}
  profile: vs
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Server
metadata:
  name: server-${number}
spec:
  description: the shop's
`;
}

/** The connection between the two of a number. */
export function unbundled(number: number): string {
  return `apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata:
  name: server-${number}--unbundled--leaf-${number}
spec:
  unbundled:
    link:
      server:
        port: server-${number}/enp2s1
      switch:
        port: leaf-${number}/E1/1
`;
}

/** The server of a number on the subnet `default` of a VPC. */
export function attachment(number: number, vpc: string, name = `server-${number}--${vpc}`): string {
  return `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata:
  name: ${name}
spec:
  connection: server-${number}--unbundled--leaf-${number}
  subnet: ${vpc}/default
`;
}

/** Where the VPC \`web\` stands. */
export const WEB = "env/vpcs/web.yaml";

export const FABRIC: Files = {
  "env/namespaces.yaml": NAMESPACES,
  "env/devices.yaml": devices(1),
  [WEB]: vpc("web", 1001, "10.0.1.0/24"),
  "env/vpcs/storage.yaml": vpc("storage", 1002, "10.0.2.0/24"),
  "env/connections/server-1--unbundled--leaf-1.yaml": unbundled(1),
  "env/vpcattachments/web--server-1.yaml": attachment(1, "web", "web--server-1"),
};
