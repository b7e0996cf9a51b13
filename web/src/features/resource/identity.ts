/** How one resource is named: in the API's edits, and among the changes that have drafts of it. Pure. */
import type { ResourceId } from "~/api/keys";

export interface Named {
  group?: string;
  kind: string;
  namespace: string;
  name: string;
}

/** `KIND.GROUP`, as the API takes a kind. */
export function kindName({ kind, group }: Pick<Named, "kind" | "group">): string {
  return group ? `${kind}.${group}` : kind;
}

/** Where the API has it, by the kind as it is given; a resource without a namespace has `-` there. */
export function addressOf(fabric: string, { kind, namespace, name }: Named): ResourceId {
  return { fabric, kind, namespace: namespace || "-", name };
}

/** `KIND.GROUP/NAMESPACE/NAME`, as edits name a resource. */
export function editName({ group, kind, namespace, name }: Named): string {
  const full = kindName({ group, kind });
  return namespace === "" || namespace === "-" ? `${full}/${name}` : `${full}/${namespace}/${name}`;
}

/** `VPC/web`, with the namespace where it is not the usual one: as people say it. */
export function spokenName({ kind, namespace, name }: Named): string {
  const isUsual = namespace === "" || namespace === "-" || namespace === "default";
  return isUsual ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

/** What stands behind `kubectl get` for it; kubectl knows a kind by its name in lower case. */
export function kubectlName({ group, kind, namespace, name }: Named): string {
  const where = namespace === "" || namespace === "-" ? "" : ` -n ${namespace}`;
  return `${kindName({ group, kind }).toLowerCase()}/${name}${where}`;
}

/** What `VPC/web` or `VPC/lab/web` names, as findings and events write it; nothing where it is no name. */
export function readName(spoken: string): Named | undefined {
  const [kind = "", ...rest] = spoken.split("/");
  const name = rest.pop();
  const [namespace = "default", ...more] = rest;
  if (!kind || !name || !namespace || more.length > 0) return undefined;
  return { kind, namespace, name };
}

/** Whether both are the same resource; a group that is not known fits any. */
export function isSameResource(a: Named, b: Named): boolean {
  const space = (namespace: string) => (namespace === "-" ? "" : namespace);
  const [kindA = "", ...groupA] = a.kind.split(".");
  const [kindB = "", ...groupB] = b.kind.split(".");
  const inA = a.group ?? groupA.join(".");
  const inB = b.group ?? groupB.join(".");
  return (
    kindA === kindB && a.name === b.name && space(a.namespace) === space(b.namespace) && (!inA || !inB || inA === inB)
  );
}
