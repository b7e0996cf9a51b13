/**
 * Types of what the server does not describe in `openapi.json` yet. An entry of `PendingPaths` gives way to the
 * generated one as soon as there is one; then delete it here, with its types.
 */
import type {
  FindingView,
  ChangeView as GeneratedChange,
  FabricView as GeneratedFabric,
  ResourceView as GeneratedResource,
  Person,
  Problem,
  ResourceState,
} from "./schema";

export type Permission = "read" | "edit" | "resolve" | "publish" | "approve" | "manage" | "administer";
export type Role = "viewer" | "editor" | "publisher" | "admin";

export interface Me {
  kind: "user" | "token" | "administrator";
  login: string;
  name: string;
  email: string;
  /** Goes along with every unsafe request; absent without a cookie. */
  csrf?: string;
  /** Whether they administer the server. */
  admin: boolean;
  /** What they may do in all fabrics. */
  permissions: Permission[];
  /** What they may do in single ones, by name. */
  fabrics: Record<string, Permission[]>;
}

export interface SessionView {
  id: string;
  created_at: number;
  seen_at: number;
  from?: string;
  agent?: string;
  current: boolean;
}

export interface TokenView {
  id: string;
  name: string;
  scopes: Permission[];
  fabrics?: string[];
  created_at: number;
  expires_at: number;
  used_at?: number;
  used_from?: string;
}

export interface NewToken {
  name: string;
  scopes: Permission[];
  fabrics?: string[];
  expires_in_days?: number;
}

export interface Grant {
  /** Absent: all fabrics. */
  fabric?: string;
  role: Role;
}

export interface UserView {
  login: string;
  name: string;
  email: string;
  active: boolean;
  roles: Grant[];
  created_at: number;
  seen_at?: number;
}

export interface NewUser {
  login: string;
  name: string;
  email: string;
  password: string;
  roles: Grant[];
}

export interface UserSettings {
  name?: string;
  email?: string;
  active?: boolean;
  roles?: Grant[];
  password?: string;
}

export interface AuditActor {
  kind: "user" | "token" | "administrator" | "system" | "anonymous";
  login: string;
  name: string;
  token?: string;
}

export interface AuditEntry {
  seq: number;
  at: number;
  actor: AuditActor;
  from?: string;
  action: string;
  outcome: "done" | "refused" | "failed";
  fabric?: string;
  subject?: string;
  detail?: string;
  before?: unknown;
  after?: unknown;
}

export interface AuditFilter {
  action?: string;
  actor?: string;
  fabric?: string;
  outcome?: string;
  subject?: string;
  since?: number;
  until?: number;
}

export interface AuditVerification {
  ok: boolean;
  entries: number;
  head?: string;
  from_seq?: number;
  problems: { seq: number; what: string }[];
}

export interface CredentialView {
  name: string;
  kind: "token" | "ssh-key";
  user?: string;
  host?: string;
  source: "sealed" | "configuration";
  repositories: string[];
  created_at?: number;
  created_by?: string;
  rotated_at?: number;
  expires_at?: number;
  state: "works" | "failed" | "unreadable" | "untested";
  problem?: string;
  checked_at?: number;
}

export interface NewCredential {
  name: string;
  kind: "token" | "ssh-key";
  user?: string;
  secret: string;
  known_hosts?: string;
  host?: string;
  expires_at?: number;
}

/** What is to change of a credential's description; what is left out stays, null takes it away. */
export interface CredentialSettings {
  user?: string | null;
  host?: string | null;
  known_hosts?: string | null;
  expires_at?: number | null;
}

export interface Rotation {
  secret: string;
  known_hosts?: string;
  /** When the new one stops working; nothing is known when left out. */
  expires_at?: number;
}

/** What is to change of a repository; what is left out stays. */
export interface RepositorySettings {
  /** Null for none. */
  credential?: string | null;
  branch?: string;
}

export interface Approval {
  login: string;
  name: string;
  at: number;
  comment?: string;
  /** Whether it is for the revision as it is now. */
  current: boolean;
}

export interface ChangeExtra {
  /** A digest of all drafts' texts: what an approval is for. */
  revision?: string;
  authors?: Person[];
  approvals?: Approval[];
  four_eyes?: boolean;
  /** The latest run. */
  run?: number;
  published_at?: number;
}

export interface FabricExtra {
  four_eyes?: boolean;
  open_changes?: number;
  last_activity?: number;
}

export interface Fact {
  name: string;
  value: string;
}

export interface LastChange {
  by: Person;
  at: number;
  commit: string;
}

export interface ResourceExtra {
  facts?: Fact[];
  /** How many drafts of it there are. */
  drafts?: number;
  /** The last commit that touched its file, where it was asked for. */
  changed?: LastChange;
}

export type ChangeView = GeneratedChange & ChangeExtra;
export type FabricView = GeneratedFabric & FabricExtra;
export type ResourceView = GeneratedResource & ResourceExtra;

export interface ResourceDraft {
  change: string;
  change_id: string;
  action: string;
  state: string;
  author: Person;
  revision: number;
  updated_at: number;
  text?: string;
  base_text?: string;
}

export interface FieldView {
  path: string;
  git?: unknown;
  /** By change; null where the draft deletes the field. */
  drafts?: Record<string, unknown>;
  base?: unknown;
  state: "same" | "draft" | "git" | "both" | "conflict";
}

export interface DocumentView {
  path: string;
  line: number;
  standing: string;
  validity: string;
}

export interface ReferenceView {
  field: string;
  kind: string;
  namespace: string;
  name: string;
  exists: boolean;
}

export interface ReferrerView {
  kind: string;
  namespace: string;
  name: string;
  field: string;
}

export type ResourceDetail = Omit<ResourceView, "drafts"> & {
  evidence: { commit?: string; looked_at?: number };
  documents: DocumentView[];
  findings: FindingView[];
  conflicts: import("./schema").ConflictView[];
  /** The open drafts of it, with their texts. */
  drafts: ResourceDraft[];
  fields: FieldView[];
  references: ReferenceView[];
  referenced_by: ReferrerView[];
};

export interface HistoryEntry {
  commit: string;
  author: { name: string; email: string };
  at: number;
  subject: string;
  change?: string;
  path: string;
  what: string;
  diff: string;
}

export interface CheckReport {
  findings: FindingView[];
  /** `KIND/NAME` of each document. */
  resources: string[];
}

export interface KindView {
  kind: string;
  group: string;
  version: string;
  plural: string;
  resources: number;
  worst: ResourceState;
  described: boolean;
}

export interface FileView {
  path: string;
  area: "managed" | "raw" | "unmanaged" | "loose";
  resources: string[];
  findings: FindingView[];
}

export interface SearchHit {
  what: "fabric" | "resource" | "change" | "conflict" | "run";
  fabric?: string;
  label: string;
  detail?: string;
  kind?: string;
  namespace?: string;
  name?: string;
  id?: string | number;
}

export interface Page<Item> {
  items: Item[];
  /** Where the next page starts; absent on the last one. */
  next?: string;
}

interface Paging {
  limit?: number;
  cursor?: string;
}

type WithBody<Body> = [Body] extends [never]
  ? { requestBody?: never }
  : { requestBody: { content: { "application/json": Body } } };

interface Responses<Answer> {
  responses: {
    200: { headers: Record<string, unknown>; content: { "application/json": Answer } };
    default: { headers: Record<string, unknown>; content: { "application/problem+json": Problem } };
  };
}

interface Header {
  "if-match"?: string;
}

/** An operation as openapi-typescript writes one down. */
type Operation<Answer, Path, Query = never, Body = never> = Responses<Answer> &
  WithBody<Body> & { parameters: { query?: Query; path: Path; header?: Header; cookie?: never } };

/** The same, where the path has no parameters. */
type Plain<Answer, Query = never, Body = never> = Responses<Answer> &
  WithBody<Body> & { parameters: { query?: Query; path?: never; header?: Header; cookie?: never } };

type Fabric = { fabric: string };
type Identity = Fabric & { kind: string; namespace: string; name: string };

export interface PendingPaths {
  "/api/v1/setup": {
    get: Plain<{ needed: boolean }>;
    post: Plain<Me, never, { code: string; login: string; name: string; email: string; password: string }>;
  };
  "/api/v1/session": {
    post: Plain<Me, never, { login: string; password: string }>;
    delete: Plain<undefined>;
  };
  "/api/v1/me": { get: Plain<Me>; patch: Plain<Me, never, { name?: string; email?: string }> };
  "/api/v1/me/password": { post: Plain<undefined, never, { current: string; new: string }> };
  "/api/v1/me/sessions": { get: Plain<Page<SessionView>, Paging> };
  "/api/v1/me/sessions/{id}": { delete: Operation<undefined, { id: string }> };
  "/api/v1/me/tokens": {
    get: Plain<Page<TokenView>, Paging>;
    post: Plain<TokenView & { token: string }, never, NewToken>;
  };
  "/api/v1/me/tokens/{id}": { delete: Operation<undefined, { id: string }> };
  "/api/v1/users": { get: Plain<Page<UserView>, Paging>; post: Plain<UserView, never, NewUser> };
  "/api/v1/users/{login}": {
    get: Operation<UserView, { login: string }>;
    patch: Operation<UserView, { login: string }, never, UserSettings>;
    delete: Operation<undefined, { login: string }>;
  };
  "/api/v1/changes/{change}/approve": {
    post: Operation<ChangeView, { change: string }, never, { revision: string; comment?: string }>;
    delete: Operation<ChangeView, { change: string }>;
  };
  "/api/v1/audit": { get: Plain<Page<AuditEntry>, Paging & AuditFilter> };
  "/api/v1/audit/verification": { get: Plain<AuditVerification> };
  "/api/v1/credentials": {
    get: Plain<Page<CredentialView>, Paging>;
    post: Plain<CredentialView, never, NewCredential>;
  };
  "/api/v1/credentials/{credential}": {
    get: Operation<CredentialView, { credential: string }>;
    patch: Operation<CredentialView, { credential: string }, never, CredentialSettings>;
    delete: Operation<undefined, { credential: string }>;
  };
  "/api/v1/credentials/{credential}/secret": {
    put: Operation<CredentialView, { credential: string }, { untested?: boolean }, Rotation>;
  };
  "/api/v1/credentials/{credential}/test": { post: Operation<CredentialView, { credential: string }> };
  "/api/v1/fabrics/{fabric}/resources/{kind}/{namespace}/{name}": { get: Operation<ResourceDetail, Identity> };
  "/api/v1/fabrics/{fabric}/resources/{kind}/{namespace}/{name}/history": {
    get: Operation<Page<HistoryEntry>, Identity, Paging>;
  };
  "/api/v1/fabrics/{fabric}/check": { post: Operation<CheckReport, Fabric, never, { text: string; path?: string }> };
  "/api/v1/fabrics/{fabric}/kinds": { get: Operation<KindView[], Fabric> };
  "/api/v1/fabrics/{fabric}/kinds/{kind}/schema": { get: Operation<unknown, Fabric & { kind: string }> };
  "/api/v1/fabrics/{fabric}/files": { get: Operation<Page<FileView>, Fabric, Paging> };
  "/api/v1/search": { get: Plain<{ items: SearchHit[] }, { q: string; limit?: number }> };
}
