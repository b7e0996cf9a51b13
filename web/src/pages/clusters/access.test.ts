import { expect, test } from "vitest";
import { accessOf, accessProblem, contextsOf, fileProblem, NO_ACCESS, nameProblem, sizeProblem } from "./access";

const KUBECONFIG = `apiVersion: v1
kind: Config
clusters:
- name: dc-1
  cluster: {server: "https://10.0.0.1:6443"}
contexts:
- context:
    cluster: dc-1
    user: hedgerow
  name: dc-1
- name: "lab"
  context:
    cluster: lab
    namespace: fabric
current-context: 'lab'
users:
- name: hedgerow
  user: {token: t}
`;

test("the contexts of a kubeconfig can be chosen, its clusters and users are none of them", () => {
  expect(contextsOf(KUBECONFIG)).toEqual({ names: ["dc-1", "lab"], current: "lab" });
  expect(contextsOf("")).toEqual({ names: [], current: undefined });
});

test("what is no kubeconfig is not sent", () => {
  expect(accessProblem({ ...NO_ACCESS, kubeconfig: KUBECONFIG })).toBeUndefined();
  expect(accessProblem({ ...NO_ACCESS, kubeconfig: '{"kind": "Config", "clusters": []}' })).toBeUndefined();
  expect(accessProblem(NO_ACCESS)).toBe("the kubeconfig is needed");
  expect(accessProblem({ ...NO_ACCESS, kubeconfig: "kind: VPC" })).toContain("no clusters");
  expect(accessProblem({ ...NO_ACCESS, way: "in-cluster" })).toBeUndefined();
  expect(fileProblem("vpc.yaml", "kind: VPC")).toBe("vpc.yaml is no kubeconfig: it has no clusters");
  expect(sizeProblem({ name: "a", size: 300_000 })).toContain("256 KiB");
});

test("only what was chosen is sent", () => {
  expect(accessOf({ way: "in-cluster", kubeconfig: KUBECONFIG, context: "lab" })).toEqual({ in_cluster: true });
  expect(accessOf({ ...NO_ACCESS, kubeconfig: "k" })).toEqual({ kubeconfig: "k" });
  expect(accessOf({ ...NO_ACCESS, kubeconfig: "k", context: " lab " })).toEqual({ kubeconfig: "k", context: "lab" });
});

test("a name has no spaces or slashes", () => {
  expect(nameProblem("dc-1.lab")).toBeUndefined();
  expect(nameProblem("dc 1")).toBeTruthy();
  expect(nameProblem("")).toBeTruthy();
});
