/** What a field of a form can be chosen from, of what the fabric has. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useChange } from "~/api/queries/changes";
import { useFree } from "~/api/queries/free";
import { resourceQuery } from "~/api/queries/resource";
import { useRows } from "~/api/queries/resources";
import type { ResourceView } from "~/api/types";
import type { Suggestion } from "~/components/Combobox";
import { isMap } from "~/lib/yaml/fieldPath";
import { type Step, valueAt } from "~/lib/yaml/values";
import type { Source } from "./arrangement";
import { useForm } from "./context";
import { portNote } from "./offer";
import { named, subnetsIn, vpcOf, withAdded } from "./suggestions";

interface Suggestions {
  suggestions: Suggestion[];
  note?: string | undefined;
}

const VPC = "VPC.vpc.githedgehog.com";
const MOST_PORTS = 100;

/** Nothing is asked before the list is open. */
export function useSuggestions(source: Source, steps: readonly Step[], typed: string, isOpen: boolean): Suggestions {
  const { fabric, namespace, within, root } = useForm();
  const all = useRows(fabric).data ?? NO_ROWS;
  // what other changes add cannot be referred to yet
  const rows = useMemo(() => all.filter(({ path }) => path != null), [all]);
  const drafts = useChange(within ?? "", within !== undefined && isOpen).data?.drafts ?? [];
  const there = (kinds: readonly string[], first?: readonly string[]) =>
    withAdded(named(rows, kinds, namespace, first), drafts, kinds, namespace);
  const [device, ...deeper] = typed.split("/");
  const isDeeper = deeper.length > 0;
  const vpc = vpcOf(source, steps, root, isDeeper ? device : undefined);
  const isSwitch = source.of === "ports" && isDeeper && there(["Switch"]).some(({ value }) => value === device);
  const ports = useFree(
    fabric,
    isOpen && isSwitch && device ? { what: "port", switch: device } : undefined,
    MOST_PORTS,
  );
  const detail = useQuery({
    ...resourceQuery({ fabric, kind: VPC, namespace, name: vpc ?? "" }),
    enabled: isOpen && vpc !== undefined,
    retry: false,
  });
  const subnets = detail.data ? subnetsIn(detail.data.data.fields) : [];

  switch (source.of) {
    case "resources":
      return listed(there(source.kinds, source.first), `${source.kinds.join(" or ")} of ${fabric}`);
    case "entries": {
      const entries = valueAt(root, source.at);
      return listed(isMap(entries) ? Object.keys(entries).map((value) => ({ value })) : [], "entry of this resource");
    }
    case "subnets of":
      return listed(
        subnets.map((value) => ({ value })),
        vpc ? `subnet of VPC/${vpc}` : "subnet before a VPC is chosen",
      );
    case "subnets":
      if (vpc !== undefined)
        return listed(
          subnets.map((one) => ({ value: `${vpc}/${one}` })),
          `subnet of VPC/${vpc}`,
        );
      return listed(begins(there(["VPC"])), `VPC of ${fabric}`);
    case "ports": {
      if (!isDeeper) return listed(begins(there(source.kinds)), `${source.kinds.join(" or ")} of ${fabric}`);
      if (!isSwitch) return { suggestions: [], note: "Its ports are not known here; type the port's name." };
      const free = (ports.data?.free ?? []).map((port) => ({ value: `${device}/${port}`, about: "free" }));
      const said = ports.data && portNote(ports.data);
      return ports.isPending
        ? { suggestions: [], note: "Looking for free ports …" }
        : { ...listed(free, `free port of ${device}`), ...(said ? { note: said } : {}) };
    }
    case "free":
      return { suggestions: [] };
  }
}

const NO_ROWS: ResourceView[] = [];

function begins(suggestions: readonly Suggestion[]): Suggestion[] {
  return suggestions.map((one) => ({ ...one, value: `${one.value}/`, isBegin: true }));
}

function listed(suggestions: Suggestion[], what: string): Suggestions {
  return suggestions.length > 0
    ? { suggestions }
    : { suggestions, note: `There is no ${what} to choose; type a name.` };
}
