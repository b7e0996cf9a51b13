/** The places of the application, and who sees which. Pure. */
import { may, mayAnywhere } from "~/api/queries/me";
import type { Me } from "~/api/types";
import type { IconName } from "~/components/Icon";

export interface Place {
  to: string;
  label: string;
  icon: IconName;
  /** Above or below the line. */
  isSetup: boolean;
  isVisible: (me: Me | undefined) => boolean;
}

const administers = (me: Me | undefined) => may(me, "administer");

export const PLACES: readonly Place[] = [
  { to: "/", label: "Overview", icon: "overview", isSetup: false, isVisible: () => true },
  { to: "/fabrics", label: "Fabrics", icon: "fabrics", isSetup: false, isVisible: () => true },
  { to: "/changes", label: "Changes", icon: "changes", isSetup: false, isVisible: () => true },
  { to: "/conflicts", label: "Conflicts", icon: "conflicts", isSetup: false, isVisible: () => true },
  { to: "/drift", label: "Drift", icon: "drift", isSetup: false, isVisible: () => true },
  { to: "/activity", label: "Activity", icon: "activity", isSetup: false, isVisible: () => true },
  { to: "/repositories", label: "Repositories", icon: "repositories", isSetup: true, isVisible: () => true },
  { to: "/clusters", label: "Clusters", icon: "clusters", isSetup: true, isVisible: administers },
  { to: "/policies", label: "Policies", icon: "policies", isSetup: true, isVisible: () => true },
  { to: "/credentials", label: "Credentials", icon: "credentials", isSetup: true, isVisible: administers },
  {
    to: "/audit",
    label: "Audit",
    icon: "audit",
    isSetup: true,
    // a fabric's admin sees that fabric's entries
    isVisible: (me) => administers(me) || mayAnywhere(me, "manage"),
  },
  { to: "/people", label: "People", icon: "people", isSetup: true, isVisible: administers },
  { to: "/settings", label: "Settings", icon: "settings", isSetup: true, isVisible: () => true },
];

export interface Crumb {
  label: string;
  /** Where it leads; the last one is where one is. */
  to?: string;
  isMono?: boolean;
}

/** The change that an address is of. */
export function changeIn(pathname: string): string | undefined {
  const change = /^\/changes\/([^/]+)/.exec(pathname)?.[1];
  return change === undefined ? undefined : decode(change);
}

/** Where an address is, from the outside in; `change` is the name of the change, where the address has its id. */
export function crumbs(pathname: string, change?: string): Crumb[] {
  const parts = pathname.split("/").filter(Boolean).map(decode);
  if (parts[0] === "help") {
    return parts[1] === undefined ? [{ label: "Help" }] : [{ label: "Help", to: "/help" }, { label: parts[1] }];
  }
  const place = PLACES.find(({ to }) => to === `/${parts[0] ?? ""}`);
  if (parts[0] === "runs") return [{ label: "Activity", to: "/activity" }, { label: `Run ${parts[1] ?? ""}` }];
  if (!place) return [];
  const found: Crumb[] = [{ label: place.label, to: place.to }];
  if (parts[1] !== undefined) {
    const label =
      parts[0] === "conflicts" ? `Conflict ${parts[1]}` : parts[0] === "changes" ? (change ?? parts[1]) : parts[1];
    found.push({ label, to: `/${parts[0]}/${encodeURIComponent(parts[1])}` });
  }
  if (parts[0] === "fabrics" && parts[2] === "resources" && parts[5] !== undefined) {
    found.push({ label: `${parts[3]?.split(".")[0]}/${parts[5]}`, isMono: true });
  }
  if (parts[0] === "fabrics" && parts[2] === "new") found.push({ label: "New resource" });
  const last = found.at(-1);
  if (last) delete last.to;
  return found;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a resource's page. */
export function resourceHref(fabric: string, row: { kind: string; namespace: string; name: string }): string {
  const parts = [row.kind, row.namespace || "-", row.name].map(encodeURIComponent);
  return `/fabrics/${encodeURIComponent(fabric)}/resources/${parts.join("/")}`;
}

/** The address of the policy that a rule is of. */
export function policyHref({ everywhere }: { everywhere?: boolean }, fabric: string): string {
  return everywhere ? "/policies" : `/fabrics/${encodeURIComponent(fabric)}?tab=policy`;
}

/** Where to go after the log-in: only to places of this application. */
export function safeNext(next: unknown): string {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : "/";
}
