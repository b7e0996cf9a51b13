/** How events and lists name a resource. Pure. */
export interface Named {
  kind: string;
  namespace: string;
  name: string;
}

/** `KIND/NAME`, or `KIND/NAMESPACE/NAME` where the namespace is not the usual one; a kind's group is left out. */
export function eventName({ kind, namespace, name }: Named): string {
  const plain = kind.split(".")[0] ?? kind;
  const isUsual = namespace === "" || namespace === "-" || namespace === "default";
  return isUsual ? `${plain}/${name}` : `${plain}/${namespace}/${name}`;
}
