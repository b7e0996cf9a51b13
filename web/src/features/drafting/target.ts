/** The change that edits go into: an open one, or a new one by its name. Pure, but for what the browser remembers. */
import { useEffect, useRef, useState } from "react";
import { useChanges } from "~/api/queries/changes";
import { useFabric } from "~/api/queries/fabrics";
import type { ChangeView, PublishMode } from "~/api/types";
import { isEditable } from "~/features/change/states";
import { useStored } from "~/lib/stored";

export interface Target {
  /** The change's name; empty for the author's own change of the moment, with automatic publishing. */
  name: string;
  isNew: boolean;
}

/** Why drafts cannot be saved there; nothing when they can. */
export function targetProblem(target: Target, publish: PublishMode | undefined): string | undefined {
  if (target.name.trim() !== "") {
    return target.name.length > 200 ? "A change's name has at most 200 characters." : undefined;
  }
  return target.isNew || publish !== "automatic" ? "The change needs a name." : undefined;
}

/** What a request names as its change. */
export function changeOf(target: Target): { change?: string } {
  const name = target.name.trim();
  return name === "" ? {} : { change: name };
}

/**
 * The first that there is: what the address says, a new one that was begun, what holds a draft already, what was
 * used last; else a new one.
 */
export function firstTarget(
  open: readonly string[],
  wanted: { address?: string | undefined; drafts?: readonly string[]; begun?: string; last?: string },
  publish: PublishMode | undefined,
): Target {
  if (wanted.address) return { name: wanted.address, isNew: !open.includes(wanted.address) };
  if (wanted.begun) return { name: wanted.begun, isNew: !open.includes(wanted.begun) };
  const found = [...(wanted.drafts ?? []), wanted.last].find((name) => name && open.includes(name));
  if (found) return { name: found, isNew: false };
  if (publish === "automatic") return { name: "", isNew: false };
  return { name: open.length === 1 ? (open[0] ?? "") : "", isNew: open.length !== 1 };
}

/** The fabric's changes that take drafts, newest first. */
export function openChanges(changes: readonly ChangeView[] | undefined): ChangeView[] {
  return (changes ?? []).filter((change) => isEditable(change.state));
}

export interface TargetChoice {
  target: Target;
  choose: (target: Target) => void;
  open: ChangeView[];
  publish: PublishMode | undefined;
  problem: string | undefined;
  /** To be called when drafts were saved in it: it is the first choice from then on. */
  remember: (name: string) => void;
  isPending: boolean;
}

export function useTarget(
  fabric: string,
  wanted: { address?: string | undefined; drafts?: readonly string[] } = {},
): TargetChoice {
  const changes = useChanges({ fabric });
  const view = useFabric(fabric);
  const publish = view.data?.publish;
  const [last, setLast] = useStored(`change.${fabric}`, "");
  const [begun, setBegun] = useStored(begunKey(fabric), "");
  const [chosen, choose] = useState<Target>();
  const open = openChanges(changes.data);
  const names = open.map(({ change }) => change);
  const isPending = changes.isPending || view.isPending;

  // the first choice is made once: a change that somebody else opens meanwhile does not take these edits
  const first = useRef<Target>(undefined);
  if (!isPending) first.current ??= firstTarget(names, { ...wanted, begun, last }, publish);
  const { address } = wanted;
  const seen = useRef(address);
  useEffect(() => {
    if (address && address !== seen.current) choose({ name: address, isNew: false });
    seen.current = address;
  }, [address]);

  return {
    target: stillThere(chosen ?? first.current ?? { name: "", isNew: true }, names),
    choose,
    open,
    publish,
    problem: targetProblem(chosen ?? first.current ?? { name: "", isNew: true }, publish),
    remember: (name) => {
      setLast(name);
      setBegun("");
      choose({ name, isNew: false });
    },
    isPending,
  };
}

/** Where the name is kept of a new change that has no draft yet: the next draft in the fabric opens it. */
export function begunKey(fabric: string): string {
  return `begun.${fabric}`;
}

/** A change that was published or discarded meanwhile takes no drafts: they would open a new one of its name. */
function stillThere(target: Target, open: readonly string[]): Target {
  return target.name !== "" && !target.isNew && !open.includes(target.name) ? { ...target, isNew: true } : target;
}
