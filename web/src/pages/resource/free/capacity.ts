/** What a resource gives out, such as the ports of a Switch: which of it is free, and what has the rest. Pure. */
import type { FreeRequest } from "~/api/queries/free";
import type { FreeView, ResourceView, TakenView } from "~/api/types";
import { sortRows } from "~/lib/sort";
import { count, number, sentence } from "~/lib/words";

/** The kinds whose resources give something out. */
const WHAT: Record<string, FreeRequest["what"]> = {
  "Switch.wiring.githedgehog.com": "port",
  "VLANNamespace.wiring.githedgehog.com": "vlan",
  "IPv4Namespace.vpc.githedgehog.com": "subnet",
};

/** How many are asked for, of those that are free and of those that are taken. */
export const MOST = 1000;

/** Subnets are countless: as many as somebody reads. */
const MOST_SUBNETS = 100;

export const THINGS: Record<FreeRequest["what"], { one: string; label: string }> = {
  port: { one: "port", label: "Ports" },
  vlan: { one: "VLAN", label: "VLANs" },
  subnet: { one: "subnet", label: "Subnets" },
};

/** What a resource gives out; nothing for most kinds. The server looks in the namespace `default`, as the cluster does. */
export function givenOut({
  kind,
  group,
  namespace,
}: Pick<ResourceView, "kind" | "group" | "namespace">): FreeRequest["what"] | undefined {
  return namespace === "default" || namespace === "" ? WHAT[`${kind}.${group}`] : undefined;
}

export function requestOf(what: FreeRequest["what"], name: string, length: number): FreeRequest {
  switch (what) {
    case "port":
      return { what, switch: name };
    case "vlan":
      return { what, namespace: name };
    case "subnet":
      return { what, namespace: name, length };
  }
}

/** How many free ones are asked for. */
export function mostOf(what: FreeRequest["what"]): number {
  return what === "subnet" ? MOST_SUBNETS : MOST;
}

export interface CapacityRow {
  id: string;
  /** A port, a prefix, a VLAN, or a range of VLANs. */
  what: string;
  /** Nothing has it. */
  isFree: boolean;
  /** What has it; nothing where the fabric reserves it. */
  taken: TakenView | undefined;
}

/** Free and taken ones in the order that people count in; free VLANs that follow each other are one row. */
export function capacityRows(what: FreeRequest["what"], view: FreeView): CapacityRow[] {
  const free = what === "vlan" ? runs(view.free) : view.free;
  const rows = [
    ...free.map((one): CapacityRow => ({ id: one, what: one, isFree: true, taken: undefined })),
    ...view.taken.map((taken, at) => ({ id: `${taken.what} ${at}`, what: taken.what, isFree: false, taken })),
  ];
  return sortRows(rows, (row) => row.what, false);
}

/** `7, 8, 9, 12` as `7–9` and `12`. */
function runs(numbers: readonly string[]): string[] {
  const found: { from: number; to: number }[] = [];
  for (const one of numbers.map(Number)) {
    const last = found.at(-1);
    if (last && one === last.to + 1) last.to = one;
    else found.push({ from: one, to: one });
  }
  return found.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`));
}

/** How much is free, and of how many where all of them are listed. */
export function capacitySentence(what: FreeRequest["what"], view: FreeView): string {
  const { one } = THINGS[what];
  const free = view.free.length;
  const parts: string[] = [];
  // why it is not known is among what could not be checked
  if (view.state !== "known") {
    parts.push(`Which ${one}s are free is not known.`);
    if (what === "port") parts.push("Which ports a switch has is read from the cluster that the fabric lives in.");
  } else if (free >= mostOf(what))
    parts.push(`The first ${number(free)} free ${one}s, and what has those between them.`);
  else if (free === 0) parts.push(`No ${one} is free.`);
  else {
    // of how many is told where all of them are listed
    const isOfAll = what === "port" && view.more_taken === 0;
    const said = isOfAll ? `${number(free)} of its ${count(free + takenPlaces(view), one)}` : count(free, one);
    parts.push(`${said} ${free === 1 ? "is" : "are"} free.`);
  }
  if (view.more_taken > 0) parts.push(`${number(view.more_taken)} more that are taken are not listed.`);
  if (view.state === "known") parts.push("What an open change would take counts as taken.");
  return [...parts, ...view.unchecked.map(sentence)].join(" ");
}

/** A place that two have is one place. */
function takenPlaces({ taken }: FreeView): number {
  return new Set(taken.map(({ what }) => what)).size;
}
