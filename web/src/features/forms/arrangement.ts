/** How a kind's form is arranged: what an operator thinks of first, what goes together, and where values come from. Pure. */
import { pathOf, type Step } from "~/lib/yaml/values";

/** What a field's value is chosen from. */
export type Source =
  /** Names of resources of these kinds; those of these types before the others. */
  | { of: "resources"; kinds: readonly string[]; first?: readonly string[] }
  /** `VPC/SUBNET`. */
  | { of: "subnets" }
  /** `DEVICE/PORT`. */
  | { of: "ports"; kinds: readonly string[] }
  /** Names of the entries of a map of this resource. */
  | { of: "entries"; at: readonly Step[] }
  /** Names of the subnets of a VPC that this resource names: so many steps up, as the key there or at the steps below it. */
  | { of: "subnets of"; up: number; below?: readonly Step[] }
  /** The next free VLAN or subnet; the namespace is named at a place of this resource. */
  | { of: "free"; what: "vlan" | "subnet"; namespace: readonly Step[] };

export interface Section {
  title: string;
  fields: readonly string[];
}

/** What is arranged of one place. */
export interface Place {
  label?: string;
  hint?: string;
  source?: Source;
  /** Fields that are always shown, in this order. Others follow: folded as long as they are not set. */
  sections?: readonly Section[];
  /** Exactly one of these fields is used. */
  oneOf?: { label: string; fields: readonly string[] };
  /** Of entries: what their names are. */
  named?: { label: string; source?: Source };
  /** Of lists: what one item is called. */
  item?: string;
}

/** By place, with `*` for any key and any position. */
export type Arrangement = Readonly<Record<string, Place>>;

const NOTHING: Place = {};

/** What is arranged of a place; nothing where nothing is. */
export function placeOf(arrangement: Arrangement | undefined, steps: readonly Step[]): Place {
  if (!arrangement) return NOTHING;
  const exact = arrangement[pathOf(steps)];
  if (exact) return exact;
  const found = Object.keys(arrangement).find((pattern) => matches(pattern.split("."), steps));
  return (found !== undefined && arrangement[found]) || NOTHING;
}

function matches(pattern: readonly string[], steps: readonly Step[]): boolean {
  return pattern.length === steps.length && pattern.every((one, at) => one === "*" || one === steps[at]);
}
