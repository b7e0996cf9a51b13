/** The types of the API by their own names: pages import them from here. */
import type { ResourceDetail as GeneratedDetail, ResourceDraft } from "./schema";

export type {
  ApprovalView,
  AuditAction,
  AuditActor,
  AuditOutcome,
  AuditVerificationView,
  AuditVerificationView as AuditVerification,
  AuditView,
  AuditView as AuditEntry,
  ChangeState,
  ChangeView,
  CheckView,
  ConflictKind,
  ConflictSet,
  ConflictState,
  ConflictView,
  CredentialKind,
  CredentialSettings,
  CredentialState,
  CredentialView,
  DiffView,
  DocumentPlace,
  DraftEdit,
  DraftRequest,
  DraftView,
  FabricSettings,
  FabricView,
  Fact,
  FieldRow as FieldView,
  FieldState,
  FileArea,
  FileView,
  FindingView,
  Found,
  FoundWhat,
  HistoryEntry,
  KindView,
  LastCommit,
  Layout,
  Me,
  NewCredential,
  NewFabric,
  NewRepository,
  NewToken,
  NewUser,
  Permission,
  PermissionAbout,
  Person,
  Problem,
  PublishMode,
  PublishReport,
  PublishRequest,
  QueueView,
  ReferenceView,
  ReferrerView,
  RepairView,
  RepositorySettings,
  RepositoryView,
  ResolveRequest,
  ResourceDraft,
  ResourceState,
  ResourceView,
  Role,
  RolesView,
  RoleView,
  RoleView as Grant,
  Rotation,
  RunKind,
  RunState,
  RunStepView,
  RunView,
  SessionView,
  Side,
  SyncReport,
  TokenView,
  Tour,
  TourStep,
  UserSettings,
  UserView,
} from "./schema";

/** A resource in full: its drafts with their texts take the place of their number. */
export type ResourceDetail = Omit<GeneratedDetail, "drafts"> & { drafts: ResourceDraft[] };

/** What the audit is filtered by; times in milliseconds. */
export interface AuditFilter {
  action?: string;
  actor?: string;
  fabric?: string;
  outcome?: string;
  subject?: string;
  since?: number;
  until?: number;
}
