/**
 * Every query's key, in one table. What belongs to one fabric starts with `fabric` and its name, so that news of it
 * reaches all of it; lists of all fabrics' things start with the plural. The list of a fabric's resources stands apart: news name
 * the rows that are old (fresh/rows.ts).
 */
export type QueryKey = readonly unknown[];

export interface ResourceId {
  fabric: string;
  kind: string;
  namespace: string;
  name: string;
}

export const keys = {
  setup: ["setup"],
  /** What roles and permissions are called and allow. */
  roles: ["roles"],
  me: ["me"],
  sessions: ["me", "sessions"],
  tokens: ["me", "tokens"],
  users: ["users"],
  /** The saved filters of all lists. */
  filters: ["filters"],
  /** Those of one list. */
  filtersOf: (list: string, fabric?: string) => ["filters", list, fabric ?? ""],
  user: (login: string) => ["users", login],

  fabrics: ["fabrics"],
  /** All that is known of one fabric. */
  ofFabric: (fabric: string) => ["fabric", fabric],
  fabric: (fabric: string) => ["fabric", fabric, "view"],
  /** The list, row by row. */
  resources: (fabric: string) => ["resources", fabric],
  /** Its first rows, while the others are on their way. */
  firstRows: (fabric: string) => ["first rows", fabric],
  /** Who touched each file last. */
  lastCommits: (fabric: string) => ["last commits", fabric],
  /** All that is known of single resources. */
  resourcesOf: (fabric: string) => ["fabric", fabric, "resource"],
  /** All that is known of one resource. */
  ofResource: (id: ResourceId) => ["fabric", id.fabric, "resource", id.kind, id.namespace, id.name],
  resource: (id: ResourceId) => ["fabric", id.fabric, "resource", id.kind, id.namespace, id.name, "detail"],
  history: (id: ResourceId) => ["fabric", id.fabric, "resource", id.kind, id.namespace, id.name, "history"],
  /** Who set each of its fields. */
  blame: (id: ResourceId) => ["fabric", id.fabric, "resource", id.kind, id.namespace, id.name, "blame"],
  impact: (fabric: string, resources: readonly string[], change: string | undefined) =>
    [...keys.resourcesOf(fabric), "impact", resources, change ?? null] as const,
  /** What it was at earlier commits. */
  past: (fabric: string) => ["fabric", fabric, "past"],
  /** The text of a file at a commit; now, without one. */
  fileAt: (fabric: string, path: string, commit: string | undefined) =>
    [...keys.past(fabric), "file", path, commit ?? null] as const,
  kinds: (fabric: string) => ["fabric", fabric, "kinds"],
  files: (fabric: string) => ["fabric", fabric, "files"],
  findings: (fabric: string) => ["fabric", fabric, "findings"],
  /** What it has in an older form. */
  migrations: (fabric: string) => ["fabric", fabric, "migrations"],
  /** The rules between resources, and how the fabric is installed. */
  rules: (fabric: string) => ["fabric", fabric, "rules"],
  directory: (fabric: string) => ["fabric", fabric, "directory"],
  /** Schemas come with the fabric's settings, not with its commits. */
  schema: (fabric: string, kind: string) => ["schema", fabric, kind],

  changes: ["changes"],
  /** All that is known of one change. */
  ofChange: (change: string) => ["change", change],
  change: (change: string) => ["change", change, "view"],
  diff: (change: string) => ["change", change, "diff"],

  conflicts: ["conflicts"],
  conflictSet: (id: number) => ["conflicts", "set", id],
  /** The documents among which one is kept. */
  copies: (id: number) => ["conflicts", "copies", id],
  /** What a resource would be with some of its conflicts decided. */
  conflictResult: (id: number, choices: unknown) => ["conflicts", "result", id, choices],

  /** Which conflicts are settled without a person: of one fabric, or (null) for all. */
  policy: (fabric: string | null) => ["policy", fabric],

  runs: ["runs"],
  run: (id: number) => ["runs", "one", id],

  clusters: ["clusters"],
  /** What allows a fabric's cluster to be followed, as YAML. */
  clusterManifest: (fabric: string, apply: boolean) => ["fabric", fabric, "cluster manifest", apply],
  /** What the fabric's cluster has otherwise than Git. */
  drift: (fabric: string) => ["drift", fabric],
  /** What Hedgerow has not applied there yet: below the drift, so that the same news make both old. */
  applying: (fabric: string) => ["drift", fabric, "applying"],
  /** The report of a fabric's last verification. */
  verification: (fabric: string) => ["verification", fabric],
  /** Edits there that an applier undid: below the drift as well. */
  undone: (fabric: string) => ["drift", fabric, "undone"],
  /** What waits for a second person there. */
  actRequests: (fabric: string) => ["drift", fabric, "act-requests"],
  /** An object as the cluster has it. */
  actual: (id: ResourceId) => ["fabric", id.fabric, "resource", id.kind, id.namespace, id.name, "actual"],

  repositories: ["repositories"],
  repository: (name: string) => ["repositories", name],
  /** The branches that its remote has. */
  branches: (repository: string) => ["picking", repository, "branches"],
  /** What a directory of a branch has. */
  look: (repository: string, ...at: string[]) => ["picking", repository, "look", ...at],
  credentials: ["credentials"],
  audit: ["audit"],
  auditVerification: ["audit", "verification"],
  search: (query: string) => ["search", query],
  tour: ["tour"],
} as const;
