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

const NAMESPACES = `apiVersion: vpc.githedgehog.com/v1beta1
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

const DEVICES = `apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata:
  name: leaf-1
spec:
  role: server-leaf
  description: the first leaf
  profile: vs
  boot:
    mac: 0c:20:12:fe:01:00
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Server
metadata:
  name: server-1
spec:
  description: the shop's
`;

const CONNECTION = `apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata:
  name: server-1--unbundled--leaf-1
spec:
  unbundled:
    link:
      server:
        port: server-1/enp2s1
      switch:
        port: leaf-1/E1/1
`;

const ATTACHMENT = `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata:
  name: web--server-1
spec:
  connection: server-1--unbundled--leaf-1
  subnet: web/default
`;

/** Where the VPC \`web\` stands. */
export const WEB = "env/vpcs/web.yaml";

export const FABRIC: Files = {
  "env/namespaces.yaml": NAMESPACES,
  "env/devices.yaml": DEVICES,
  [WEB]: vpc("web", 1001, "10.0.1.0/24"),
  "env/vpcs/storage.yaml": vpc("storage", 1002, "10.0.2.0/24"),
  "env/connections/server-1--unbundled--leaf-1.yaml": CONNECTION,
  "env/vpcattachments/web--server-1.yaml": ATTACHMENT,
};
