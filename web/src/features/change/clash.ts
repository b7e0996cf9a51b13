/** Other open changes that would break a rule together with a change, in words. Pure. */
import type { ClashView } from "~/api/types";
import { ruleTitle } from "~/features/finding/titles";

/** The rules by their titles, each once: `VPC: subnet of another VPC, VPC: VLAN of another VPC`. */
function rulesOf({ broken }: ClashView): string {
  return [...new Set(broken.map(({ rule }) => ruleTitle(rule)))].join(", ");
}

/** One sentence for each other change; nothing where there is none. */
export function clashWords(clashes: readonly ClashView[] | undefined): string | undefined {
  if (!clashes || clashes.length === 0) return undefined;
  return clashes
    .map((clash) => `Together with change ${clash.change} by ${clash.author.name} it breaks ${rulesOf(clash)}.`)
    .join(" ");
}
