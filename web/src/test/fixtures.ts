/** What a server answers, for tests: each as its handler gives it, with what a test wants otherwise. */
import type {
  ChangeView,
  ClashView,
  ConflictView,
  DraftView,
  DriftView,
  FabricClusterView,
  FabricView,
  FieldDrift,
  Me,
  Permission,
  ResourceView,
  Role,
  RolesView,
} from "~/api/types";
import type { CrossResource } from "~/features/conflict/set";
import { capital } from "~/lib/words";

const LEAST: Record<Permission, Role> = {
  read: "viewer",
  edit: "editor",
  resolve: "editor",
  publish: "publisher",
  approve: "publisher",
  apply: "publisher",
  manage: "admin",
  administer: "admin",
};

const ALL = Object.keys(LEAST) as Permission[];

/** What `GET /roles` answers, with words of its own: a page that shows others has them from elsewhere. */
export const ROLES: RolesView = {
  roles: (["viewer", "editor", "publisher", "admin"] as const).map((role) => ({
    role,
    about: `what a ${role} may`,
    permissions: [],
  })),
  permissions: ALL.map((permission) => ({ permission, about: `words for ${permission}`, role: LEAST[permission] })),
};

/** Somebody who is logged in, with permissions in the fabric `env`. */
export function somebody(login: string, ...permissions: Permission[]): Me {
  const name = `${capital(login)} Example`;
  const email = `${login}@example.org`;
  return {
    kind: "user",
    login,
    name,
    email,
    csrf: "c",
    admin: false,
    permissions: [],
    fabrics: { env: permissions },
    tour: false,
    newest_event: "7-70",
  };
}

export const VIEWER = somebody("victor", "read");
export const EDITOR = somebody("erin", "read", "edit", "resolve");
export const PUBLISHER = somebody("paula", "read", "edit", "resolve", "publish", "approve", "apply");

/** An administrator of the server. */
export const ADMIN: Me = { ...somebody("ada"), admin: true, permissions: ALL, fabrics: {} };

export function fabric(more: Partial<FabricView> = {}): FabricView {
  return {
    fabric: "env",
    repository: "network",
    branch: "main",
    directory: "env",
    layout: "in-place",
    commit: "4f2a000000000000000000000000000000000000",
    looked_at: 1,
    state: "in sync",
    sentence: "in sync with main",
    publish: "manual",
    quiet_seconds: 30,
    four_eyes: false,
    resources: 0,
    resources_aside: 0,
    drafts: 0,
    open_changes: 0,
    conflicts: 0,
    errors: 0,
    warnings: 0,
    ...more,
  } as FabricView;
}

export function resource(name: string, more: Partial<ResourceView> = {}): ResourceView {
  return {
    group: "vpc.githedgehog.com",
    version: "v1beta1",
    kind: "VPC",
    namespace: "default",
    name,
    state: "in sync",
    path: `env/${name}.yaml`,
    line: 1,
    validity: "valid",
    draft_count: 0,
    facts: [],
    ...more,
  };
}

export function draft(name: string, more: Partial<DraftView> = {}): DraftView {
  return {
    group: "vpc.githedgehog.com",
    kind: "VPC",
    namespace: "default",
    name,
    action: "edit",
    state: "merges cleanly",
    author: { name: "Erin Example", email: "erin@example.org" },
    revision: 1,
    updated_at: 1,
    ...more,
  };
}

export function change(more: Partial<ChangeView> = {}): ChangeView {
  return {
    id: "0197",
    change: "bigger web",
    fabric: "env",
    state: "open",
    author: { name: "Erin Example", email: "erin@example.org" },
    authors: [{ name: "Erin Example", email: "erin@example.org" }],
    approvals: [],
    revision: "r1",
    four_eyes: false,
    created_at: 1,
    updated_at: 1,
    conflicts: 0,
    drafts: [draft("web")],
    ...more,
  } as ChangeView;
}

/** Who disagrees about a draft of the change `bigger web`. */
export const DRAFT_AND_GIT: ConflictView["parties"] = [
  { party: "draft", change: "0197", draft: 1 },
  { party: "git", commit: "4f2a000000000000000000000000000000000000" },
];

export function conflict(path: string, more: Partial<ConflictView> = {}): ConflictView {
  return {
    id: 7,
    fabric: "env",
    change: "bigger web",
    change_id: "0197",
    parties: DRAFT_AND_GIT,
    group: "vpc.githedgehog.com",
    kind: "VPC",
    namespace: "default",
    name: "web",
    path,
    conflict: "edit/edit",
    base: 1001,
    draft: 1300,
    git: 1400,
    git_commit: "4f2a000000000000000000000000000000000000",
    state: "open",
    opened_at: 1,
    ...more,
  };
}

/** What kubectl-edit wrote in the cluster `lab`. */
const IN_LAB: ConflictView["parties"][number] = { party: "cluster", cluster: "lab", manager: "kubectl-edit", at: 1000 };

/** A draft of the change `bigger web` and the cluster `lab` changed a field, each its own way. */
export function draftWithCluster(path: string, more: Partial<ConflictView> = {}): ConflictView {
  return conflict(path, { parties: [...DRAFT_AND_GIT, IN_LAB], git: 1001, cluster: 1400, ...more });
}

/** Git and the cluster `lab` changed a field since they last agreed, each its own way. */
export function gitWithCluster(path: string, more: Partial<ConflictView> = {}): ConflictView {
  const parties = [...DRAFT_AND_GIT.slice(1), IN_LAB];
  return conflict(path, { parties, change: null, change_id: null, draft: null, cluster: 1300, ...more });
}

const VPC = { group: "vpc.githedgehog.com", kind: "VPC", namespace: "default" };
const OVERLAP = "overlaps with subnet default of VPC/storage";

/** Two VPCs with overlapping subnets: `web` in the change `bigger web`, `storage` in Git. */
export function crossResource(more: Partial<CrossResource> = {}): CrossResource {
  const subnet = "spec.subnets.default.subnet";
  return {
    ...conflict(subnet, { conflict: "cross-resource", base: "10.0.1.0/24", draft: "10.0.9.0/24", git: "10.0.1.0/24" }),
    parties: [
      { party: "draft", change: "0197", draft: 1 },
      { party: "git", commit: "4f2a000000000000000000000000000000000000", path: "env/storage.yaml" },
    ],
    together: {
      rule: "vpc-overlap-other",
      message: `VPC/web: ${subnet} ${OVERLAP}`,
      other: { ...VPC, name: "storage" },
      other_path: subnet,
      other_value: "10.0.9.0/25",
    },
    ...more,
  };
}

/** Bob's open change `storage`, which has an overlapping subnet too. */
export function clash(more: Partial<ClashView> = {}): ClashView {
  return {
    change: "storage",
    id: "0198",
    author: { name: "Bob Example", email: "bob@example.org" },
    broken: [
      {
        rule: "vpc-overlap-other",
        resource: { ...VPC, name: "web" },
        field: "spec.subnets.default.subnet",
        other: { ...VPC, name: "storage" },
        message: OVERLAP,
      },
    ],
    ...more,
  };
}

/** A field that somebody changed in the cluster with kubectl. */
export function fieldDrift(path: string, more: Partial<FieldDrift> = {}): FieldDrift {
  const manager = { name: "kubectl-edit", operation: "Update", time: "2026-11-28T04:02:40Z" };
  return { path, desired: 1001, actual: 1300, moved: "cluster", manager, ...more };
}

/** A resource that drifted so. */
export function drift(name: string, more: Partial<DriftView> = {}): DriftView {
  return {
    ...VPC,
    name,
    standing: "differs",
    moved: "cluster",
    fields: [fieldDrift("spec.vlan")],
    ignored: false,
    severity: "warning",
    since: 1,
    resource_version: "7",
    ...more,
  };
}

/** The cluster of a fabric, all of it known. */
export function inCluster(more: Partial<FabricClusterView> = {}): FabricClusterView {
  return {
    cluster: "lab",
    namespaces: ["default"],
    known: true,
    seen_at: 1,
    kinds: 9,
    unknown_kinds: 0,
    drifted: 0,
    ahead: 0,
    ignored: 0,
    apply: "observe",
    prune: false,
    ...more,
  };
}
