/** A cluster's counterpart: a small Kubernetes API server of the test's own, and somebody with kubectl there. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";

const KINDS = [
  "vpc.githedgehog.com/v1beta1/VPC/vpcs",
  "vpc.githedgehog.com/v1beta1/VPCAttachment/vpcattachments",
  "vpc.githedgehog.com/v1beta1/IPv4Namespace/ipv4namespaces",
  "wiring.githedgehog.com/v1beta1/VLANNamespace/vlannamespaces",
  "wiring.githedgehog.com/v1beta1/Connection/connections",
  "wiring.githedgehog.com/v1beta1/Switch/switches",
  "wiring.githedgehog.com/v1beta1/SwitchGroup/switchgroups",
  "wiring.githedgehog.com/v1beta1/Server/servers",
];

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; [key: string]: unknown };
  spec: Record<string, unknown>;
}

export class Cluster {
  private readonly answers: ((line: string) => void)[] = [];
  readonly lines: Interface;
  kubeconfig = "";

  private constructor(private readonly child: ChildProcess) {
    if (!child.stdout) throw new Error("the cluster has no output");
    this.lines = createInterface({ input: child.stdout });
    this.lines.on("line", (line) => this.answers.shift()?.(line));
  }

  static async start(): Promise<Cluster> {
    const program = process.env.HEDGEROW_TEST_CLUSTER;
    if (!program) {
      throw new Error("HEDGEROW_TEST_CLUSTER must name the testkit's example `cluster`; `cargo xtask test` sets it");
    }
    const cluster = new Cluster(spawn(program, KINDS, { env: {}, stdio: ["pipe", "pipe", "inherit"] }));
    cluster.kubeconfig = await cluster.line();
    return cluster;
  }

  stop(): void {
    this.child.kill();
  }

  /** Creates an object or puts it in the place of the one of its name, as somebody; an update, as kubectl makes it. */
  put(object: KubeObject, by = "kubectl-edit"): Promise<KubeObject> {
    return this.ask({ do: "put", object, by }) as Promise<KubeObject>;
  }

  /** The same by server-side apply, as appliers do. */
  apply(object: KubeObject, by: string): Promise<KubeObject> {
    return this.ask({ do: "apply", object, by }) as Promise<KubeObject>;
  }

  /** The VLAN of a VPC's subnet `default`, given another value by somebody. */
  async vlan(name: string, vlan: number, by = "kubectl-edit"): Promise<void> {
    const object = await this.get("vpcs", name);
    if (!object) throw new Error(`there is no VPC ${name} in the cluster`);
    const subnets = object.spec.subnets as Record<string, object>;
    subnets.default = { ...subnets.default, vlan };
    await this.put(object, by);
  }

  async vlanOf(name: string): Promise<unknown> {
    const object = await this.get("vpcs", name);
    return (object?.spec.subnets as Record<string, { vlan?: number }> | undefined)?.default?.vlan;
  }

  get(plural: string, name: string): Promise<KubeObject | null> {
    return this.ask({ do: "get", plural, name }) as Promise<KubeObject | null>;
  }

  async delete(plural: string, name: string): Promise<void> {
    await this.ask({ do: "delete", plural, name });
  }

  async goAway(): Promise<void> {
    await this.ask({ do: "go away" });
  }

  private async ask(what: object): Promise<unknown> {
    const answer = this.line();
    this.child.stdin?.write(`${JSON.stringify(what)}\n`);
    return JSON.parse(await answer);
  }

  /** The next line that it prints. */
  private line(): Promise<string> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error("the test's cluster ended"));
      this.child.once("exit", ended);
      this.answers.push((line) => {
        this.child.off("exit", ended);
        resolve(line);
      });
    });
  }
}

/** A VPC as a cluster has it. */
export function vpcObject(name: string, vlan: number, subnet: string): KubeObject {
  const subnets = { default: { subnet, vlan } };
  return {
    apiVersion: "vpc.githedgehog.com/v1beta1",
    kind: "VPC",
    metadata: { name },
    spec: { ipv4Namespace: "default", vlanNamespace: "default", subnets },
  };
}
