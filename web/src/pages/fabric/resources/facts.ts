/** Which facts the resources of one kind have: the columns of their table. Pure. */
import type { ResourceView } from "~/api/types";

export interface FactName {
  name: string;
  /** Shown until a person chooses otherwise. */
  isShown: boolean;
}

/** What matters first of kinds that tell more than fits. */
const FIRST: Record<string, readonly string[]> = {
  VPC: ["subnets", "VLANs"],
  VPCAttachment: ["subnet", "connection"],
  VPCPeering: ["between", "subnets"],
  IPv4Namespace: ["subnets"],
  VLANNamespace: ["VLANs"],
  Connection: ["type", "ends"],
  Switch: ["role", "ports"],
};

/** How many are shown of a kind of which no more is known. */
const SHOWN = 3;

/** In the order in which the resources tell them; none where the kind is not known or tells nothing. */
export function factNames(rows: readonly ResourceView[], kind: string): FactName[] {
  const order: string[] = [];
  let spelled = "";
  for (const row of rows) {
    if (row.kind.toLowerCase() !== kind.toLowerCase()) continue;
    spelled = row.kind;
    let behind = -1;
    for (const { name } of row.facts ?? []) {
      const at = order.indexOf(name);
      if (at < 0) order.splice(behind + 1, 0, name);
      behind = at < 0 ? behind + 1 : at;
    }
  }
  const first = FIRST[spelled]?.filter((name) => order.includes(name)) ?? [];
  const shown = first.length > 0 ? first : order.slice(0, SHOWN);
  return order.map((name) => ({ name, isShown: shown.includes(name) }));
}

export function factOf(row: Pick<ResourceView, "facts">, name: string): string | undefined {
  return row.facts?.find((fact) => fact.name === name)?.value;
}
