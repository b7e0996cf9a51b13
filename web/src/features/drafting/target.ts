/**
 * The change that edits go to: one's open one, or a new one that is named after what is done. The bar says which it is, and
 * switches; a page that has a reason for another one says so to the bar while it is shown.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { noteChange, useOwnChanges } from "~/api/queries/changes";
import { useFabric } from "~/api/queries/fabrics";
import { useMe } from "~/api/queries/me";
import type { ChangeView, PublishMode } from "~/api/types";
import { isEditable } from "~/features/change/states";
import { useStored, writeStored } from "~/lib/stored";
import { usePin } from "./pinned";

export interface Target {
  /** The change's name; empty where the server finds one: it is new then, or the author's own of the moment. */
  name: string;
  isNew: boolean;
}

/** What a request names as its change. */
export function changeOf(target: Target): { change?: string } {
  const name = target.name.trim();
  return name === "" ? {} : { change: name };
}

/** The open change that edits go to; nothing where it is only found or opened when they are saved. */
export function existingChange({ name, isNew }: Target): string | undefined {
  return isNew ? undefined : name.trim() || undefined;
}

/** Why this cannot be the name of a change; nothing where it can. */
export function nameProblem(name: string): string | undefined {
  if (name.trim() === "") return "The change needs a name.";
  return name.length > 200 ? "A change's name has at most 200 characters." : undefined;
}

/** What there is to choose from. */
export interface Choosable {
  /** Names of one's own open changes that have edits, the one that was edited last first. */
  own: readonly string[];
  /** Those that have none any more: nothing goes there unasked, since they are named after what was in them. */
  emptied?: readonly string[] | undefined;
  /** What the address names. */
  address?: string | undefined;
  /** The changes that have a draft of the resource. */
  drafts?: readonly string[] | undefined;
  /** A new one that was begun. */
  begun?: string | undefined;
  /** What was chosen or used last. */
  last?: string | undefined;
}

/**
 * The first that there is: what the address says, a new one that was begun, one's own that holds a draft already, what was
 * used last, one's own of which the last edit is the newest; else a new one.
 */
export function firstTarget(
  { own, emptied = [], address, drafts = [], begun, last }: Choosable,
  publish: PublishMode | undefined,
): Target {
  if (address) return { name: address, isNew: ![...own, ...emptied, ...drafts].includes(address) };
  if (begun) return { name: begun, isNew: !own.includes(begun) };
  const found = [...drafts, last].find((name) => name && own.includes(name));
  if (found) return { name: found, isNew: false };
  if (publish === "automatic") return { name: "", isNew: false };
  return own[0] === undefined ? { name: "", isNew: true } : { name: own[0], isNew: false };
}

/**
 * One's changes that take drafts, of one fabric or of all, the one that was edited last first. None that waits for an
 * approval: an edit of it would void what is being reviewed; from its own page it is edited all the same.
 */
export function openChanges(changes: readonly ChangeView[] | undefined, fabric?: string): ChangeView[] {
  return (changes ?? [])
    .filter(
      (change) =>
        (fabric === undefined || change.fabric === fabric) &&
        isEditable(change.state) &&
        change.state !== "awaiting approval",
    )
    .sort((a, b) => b.updated_at - a.updated_at);
}

/** Where edits go, as a sentence. */
export function targetWords({ name, isNew }: Target, publish: PublishMode | undefined): string {
  if (name !== "")
    return isNew ? `It will be saved in the new change ${name}.` : `It will be saved in the change ${name}.`;
  return publish === "automatic"
    ? "It will be saved, and published automatically with your other edits."
    : "It will be saved in a new change.";
}

export interface TargetChoice {
  target: Target;
  publish: PublishMode | undefined;
  /** To be called when drafts were saved in it: it is the first choice from then on. */
  remember: (change: ChangeView) => void;
  isPending: boolean;
}

const lastKey = (fabric: string) => `change.${fabric}`;
const begunKey = (fabric: string) => `begun.${fabric}`;

/** Edits of a fabric go to this one from now on: an open one, or a new one by its name. */
export function chooseTarget(fabric: string, target: Target): void {
  writeStored(begunKey(fabric), target.isNew ? target.name : "");
  if (!target.isNew) writeStored(lastKey(fabric), target.name);
}

/** Edits of a fabric go to this change, which the server just gave, from now on. */
export function useRemember(): (change: ChangeView) => void {
  const queries = useQueryClient();
  const me = useMe();
  return (change) => {
    noteChange(queries, change, me);
    chooseTarget(change.fabric, { name: change.change, isNew: false });
  };
}

/** What there is to choose from in a fabric, without a page's own reasons. */
function useChoosable(fabric: string) {
  const changes = useOwnChanges();
  const view = useFabric(fabric);
  const [last] = useStored(lastKey(fabric), "");
  const [begun] = useStored(begunKey(fabric), "");
  const open = openChanges(changes.data, fabric);
  const names = (some: readonly ChangeView[]) => some.map(({ change }) => change);
  const own = names(open.filter(({ drafts }) => drafts.length > 0));
  const emptied = names(open.filter(({ drafts }) => drafts.length === 0));
  return {
    open,
    own,
    emptied,
    last,
    begun,
    publish: view.data?.publish,
    isPending: changes.isPending || view.isPending,
  };
}

/** What was chosen of a fabric, without a page's own reasons. */
export function useStanding(fabric: string): { standing: Target; open: ChangeView[]; isPending: boolean } {
  const { open, own, emptied, last, begun, publish, isPending } = useChoosable(fabric);
  return { standing: firstTarget({ own, emptied, begun, last }, publish), open, isPending };
}

export function useTarget(
  fabric: string,
  wanted: { address?: string | undefined; drafts?: readonly string[] } = {},
): TargetChoice {
  const { own, emptied, last, begun, publish, isPending } = useChoosable(fabric);
  const { address, drafts } = wanted;
  const note = useRemember();

  // the first choice is made once: what is opened elsewhere meanwhile does not take these edits
  const [chosen, choose] = useState<Target>();
  const first = useRef<Target>(undefined);
  if (!isPending) first.current ??= firstTarget({ own, emptied, address, drafts, begun, last }, publish);

  // another address, or another choice on the bar, is followed
  const seen = useRef({ address, last, begun });
  useEffect(() => {
    const before = seen.current;
    seen.current = { address, last, begun };
    if (begun !== "" && begun !== before.begun) choose({ name: begun, isNew: true });
    else if (last !== "" && last !== before.last) choose({ name: last, isNew: false });
    else if (address && address !== before.address) choose({ name: address, isNew: false });
  }, [address, last, begun]);

  const target = chosen ?? first.current ?? { name: "", isNew: true };
  // one's own that takes no edits any more is left, whatever the address says: for one that holds a draft of it, the one that
  // was used last, else for a new one; what is typed goes into no other change unasked
  const isOpen = [...own, ...emptied].includes(target.name);
  const wasOpen = useRef<string>(undefined);
  useEffect(() => {
    if (isOpen) wasOpen.current = target.name;
    else if (wasOpen.current === target.name && !drafts?.includes(target.name)) {
      wasOpen.current = undefined;
      const fitting = own.filter((name) => name === last || drafts?.includes(name));
      choose(firstTarget({ own: fitting, emptied, drafts, begun, last }, publish));
    }
  });
  usePin(fabric, isPending ? undefined : target);
  return {
    target,
    publish,
    remember: (change) => {
      note(change);
      choose({ name: change.change, isNew: false });
    },
    isPending,
  };
}
