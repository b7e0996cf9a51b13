/** What needs a person now, the worst first, each with its one action. Pure. */

import { may } from "~/api/queries/me";
import type { ChangeView, ConflictView, CredentialView, FabricView, Me, Reason, RepositoryView } from "~/api/types";
import { fabricClusterWords } from "~/components/lamps/cluster";
import type { Tone } from "~/components/lamps/lamps";
import { inOneLine, toneOf } from "~/features/change/reason";
import { errorsInWords } from "~/features/finding/group";
import { groupBy } from "~/lib/group";
import { count } from "~/lib/words";

export interface Need {
  id: string;
  tone: Extract<Tone, "conflict" | "drift" | "draft">;
  title: string;
  detail?: string;
  action: { label: string; href: string };
}

export interface Known {
  me: Me | undefined;
  fabrics: readonly FabricView[];
  changes: readonly ChangeView[];
  conflicts: readonly ConflictView[];
  repositories: readonly RepositoryView[];
  credentials: readonly CredentialView[];
  now: number;
}

const SOON_MS = 14 * 86_400_000;
const WORST_FIRST = ["conflict", "drift", "draft"];

export function needs(known: Known): Need[] {
  const found = [
    ...ofConflicts(known.conflicts),
    ...known.repositories.flatMap(ofRepository),
    ...(may(known.me, "administer") ? known.repositories.flatMap(ofTransport) : []),
    ...known.changes.flatMap((change) => ofChange(change, known.me)),
    ...known.credentials.flatMap((credential) => ofCredential(credential, known.now)),
    ...known.fabrics.flatMap(ofFabric),
    ...known.fabrics.flatMap(ofCluster),
  ];
  return found.sort((a, b) => WORST_FIRST.indexOf(a.tone) - WORST_FIRST.indexOf(b.tone));
}

function ofConflicts(conflicts: readonly ConflictView[]): Need[] {
  const byFabric = groupBy(conflicts, (conflict) => conflict.fabric);
  return [...byFabric].map(([fabric, ones]) => {
    const resources = [...new Set(ones.map((one) => `${one.kind}/${one.name}`))];
    const first = ones[0];
    const href =
      ones.length === 1 && first ? `/conflicts/${first.id}` : `/conflicts?fabric=${encodeURIComponent(fabric)}`;
    return {
      id: `conflicts:${fabric}`,
      tone: "conflict",
      title: `${count(ones.length, "conflict")} in ${fabric}`,
      detail: firstOf(resources, 3),
      action: { label: "Decide conflicts", href },
    };
  });
}

/** `a, b, c and 4 more`. */
function firstOf(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return names.slice(0, most).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

function ofRepository(repository: RepositoryView): Need[] {
  return repository.queues.flatMap((queue) => {
    if (!queue.problem) return [];
    return {
      id: `repository:${repository.name}:${queue.branch}`,
      tone: "conflict",
      title: `Repository ${repository.name}, branch ${queue.branch}: the remote is unreachable or refuses pushes`,
      detail: queue.problem,
      action: { label: "Open repository", href: `/repositories?q=${encodeURIComponent(repository.name)}` },
    };
  });
}

/** Certificates that expire, and a proxy that is not used: for those who can set others. */
function ofTransport({ name, transport }: RepositoryView): Need[] {
  return (transport?.warnings ?? []).map((warning) => ({
    id: `transport:${name}:${warning}`,
    tone: "drift",
    title: `Repository ${name}: certificates or proxy`,
    detail: warning,
    action: { label: "Open repository", href: `/repositories?q=${encodeURIComponent(name)}` },
  }));
}

/** Conflicts of a change are told by themselves. */
function ofChange(change: ChangeView, me: Me | undefined): Need[] {
  const href = `/changes/${encodeURIComponent(change.change)}`;
  const need = (tone: Need["tone"], title: string, label: string): Need[] => [
    { id: `change:${change.id}`, tone, title, detail: inOneLine(change.reason), action: { label, href } },
  ];
  switch (change.state) {
    case "invalid":
      return need("conflict", `Change ${change.change} breaks a rule and was not published`, "Open change");
    case "partly published":
      return need("conflict", `Change ${change.change} is published in part`, "Open change");
    case "waiting":
      return need(isRefused(change) ? "conflict" : "drift", `Change ${change.change} is held`, "Open change");
    case "rewritten upstream":
      return need("drift", `Change ${change.change} is no longer in Git: its history was rewritten`, "Open change");
    case "awaiting approval":
      return mayApprove(change, me)
        ? need("draft", `Change ${change.change} waits for an approval`, "Review change")
        : [];
    default:
      return [];
  }
}

function isRefused({ reason }: ChangeView): boolean {
  return Boolean(reason) && toneOf(reason as Reason) === "conflict";
}

/** Not by somebody who wrote in it. */
function mayApprove(change: ChangeView, me: Me | undefined): boolean {
  const wrote = (change.authors ?? [change.author]).some((author) => author.email === me?.email);
  return !wrote && may(me, "approve", change.fabric);
}

function ofCredential(credential: CredentialView, now: number): Need[] {
  const href = `/credentials?q=${encodeURIComponent(credential.name)}`;
  const id = `credential:${credential.name}`;
  if (credential.state === "failed" || credential.state === "unreadable") {
    const what = credential.state === "failed" ? "is refused" : "cannot be unsealed";
    const title = `Credential ${credential.name} ${what}`;
    return [
      {
        id,
        tone: "conflict",
        title,
        detail: credential.problem ?? undefined,
        action: { label: "Rotate secret", href },
      },
    ];
  }
  if (!credential.expires_at || credential.expires_at > now + SOON_MS) return [];
  const days = Math.ceil((credential.expires_at - now) / 86_400_000);
  const when = days <= 0 ? "has expired" : `expires in ${count(days, "day")}`;
  const tone = days <= 3 ? "conflict" : "drift";
  return [{ id, tone, title: `Credential ${credential.name} ${when}`, action: { label: "Rotate secret", href } }];
}

function ofFabric(fabric: FabricView): Need[] {
  const href = `/fabrics/${encodeURIComponent(fabric.fabric)}`;
  const id = `fabric:${fabric.fabric}`;
  if (fabric.errors > 0) {
    const title = `${count(fabric.errors, "error")} in the files of ${fabric.fabric}`;
    const detail = errorsInWords(fabric.rules ?? []);
    return [{ id, tone: "conflict", title, detail, action: { label: "Show errors", href: `${href}?tab=findings` } }];
  }
  if (fabric.state === "never synced") {
    const title = `${fabric.fabric} was never synced`;
    return [{ id, tone: "drift", title, detail: fabric.problem ?? undefined, action: { label: "Open fabric", href } }];
  }
  return [];
}

/** What drifted in the fabric's cluster; that it is not known, where that is so since a time. */
function ofCluster({ fabric, cluster }: FabricView): Need[] {
  if (!cluster) return [];
  const action = { label: "Look at drift", href: `/fabrics/${encodeURIComponent(fabric)}?tab=drift` };
  const needed: Need[] = [];
  if (cluster.drifted > 0) {
    const title = `${count(cluster.drifted, "resource")} drifted in the cluster of ${fabric}`;
    needed.push({ id: `drift:${fabric}`, tone: "drift", title, action });
  }
  if (!cluster.known && cluster.unknown_since) {
    const title = `What the cluster of ${fabric} has is not known`;
    needed.push({ id: `cluster:${fabric}`, tone: "drift", title, detail: fabricClusterWords(cluster), action });
  }
  return needed;
}

/** One sentence on all fabrics. */
export function overviewSentence(fabrics: readonly FabricView[], needed: readonly Need[]): string {
  if (fabrics.length === 0) return "No fabric is connected yet.";
  const resources = fabrics.reduce((sum, fabric) => sum + fabric.resources, 0);
  const drafts = fabrics.reduce((sum, fabric) => sum + fabric.drafts, 0);
  const what = `${count(fabrics.length, "fabric")} with ${count(resources, "resource")}, ${count(drafts, "draft")}`;
  const waits =
    needed.length === 0
      ? "Nothing needs attention."
      : `${count(needed.length, "item")} need${needed.length === 1 ? "s" : ""} attention.`;
  return `${what}. ${waits}`;
}
