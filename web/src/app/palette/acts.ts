/** What can be done with what the palette found. Pure. */
import { may } from "~/api/queries/me";
import type { Found, Me } from "~/api/types";
import type { IconName } from "~/components/Icon";
import { kubectlName, spokenName } from "~/features/resource/identity";
import { resourceHref } from "../navigation";
import { hrefOf } from "./entries";

export interface Act {
  id: string;
  icon: IconName;
  label: string;
  /** Where it leads. */
  to?: string;
  /** What it copies. */
  copies?: string;
}

/** Nothing where going there is all that can be done. */
export function actsOn(hit: Found, me: Me | undefined): Act[] {
  if (hit.what === "fabric") return onFabric(hit, me);
  if (hit.what === "resource" && hit.kind && hit.name) return onResource(hit, hit.kind, hit.name, me);
  return [];
}

function onResource(hit: Found, kind: string, name: string, me: Me | undefined): Act[] {
  const named = { group: hit.group ?? "", kind, namespace: hit.namespace ?? "", name };
  const page = resourceHref(hit.fabric ?? "", named);
  const edits: Act[] = [
    { id: "form", icon: "edit", label: "Edit by form", to: `${page}?tab=form` },
    { id: "edit", icon: "edit", label: "Edit as YAML", to: `${page}?tab=edit` },
  ];
  return [
    { id: "open", icon: "file", label: "Open", to: hrefOf(hit) },
    ...(may(me, "edit", hit.fabric ?? undefined) ? edits : []),
    { id: "yaml", icon: "file", label: "YAML", to: `${page}?tab=yaml` },
    { id: "references", icon: "external", label: "What refers to it", to: `${page}?tab=references` },
    { id: "history", icon: "clock", label: "History", to: `${page}?tab=history` },
    { id: "hedgerow", icon: "copy", label: "Copy the name for hedgerow", copies: spokenName(named) },
    { id: "kubectl", icon: "copy", label: "Copy the name for kubectl", copies: kubectlName(named) },
  ];
}

function onFabric(hit: Found, me: Me | undefined): Act[] {
  const page = hrefOf(hit);
  const edits: Act[] = [{ id: "new", icon: "plus", label: "New resource", to: `${page}/new` }];
  return [
    { id: "open", icon: "fabrics", label: "Open", to: page },
    ...(may(me, "edit", hit.fabric ?? hit.label) ? edits : []),
    { id: "findings", icon: "warning", label: "Findings", to: `${page}?tab=findings` },
    { id: "activity", icon: "activity", label: "Activity", to: `${page}?tab=activity` },
    { id: "settings", icon: "settings", label: "Settings", to: `${page}?tab=settings` },
  ];
}
