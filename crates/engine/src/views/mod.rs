//! What the engine takes and gives: plain data that serialises, shared by the HTTP API and the
//! command line. Lists are arrays of objects; absent values are left out.

mod applying;
mod approvals;
mod beside;
mod blame;
mod browse;
mod changes;
mod clusters;
mod conflicts;
mod credentials;
mod detail;
mod drift;
mod editing;
mod events;
mod fabrics;
mod filters;
mod free;
mod impact;
mod migrations;
mod moves;
mod page;
mod past;
mod picking;
mod policy;
mod repositories;
mod resources;
mod rules;
mod runs;
mod scope;
mod setting;
mod transport;
mod verify;

pub use applying::{
    ActRequestView, AppliedView, ApplyView, ApproveActs, ApprovedActsView, ClusterApplyRequest,
    Reapplied, ReapplyOutcome, ReapplyRequest, ReapplyView,
};
pub use approvals::{ApprovalView, Approve};
pub use beside::{
    ApplierLine, AppliersView, ChangeInCluster, SwitchAgentView, SwitchesLine, SwitchesView,
    UndoneView,
};
pub use blame::{BlameRow, BlameView};
pub use browse::{
    AlsoEdited, CheckRequest, CheckView, FileArea, FileView, Found, FoundWhat, KindDefinition,
    KindInCluster, KindVersion, KindView, SchemaOrigin,
};
pub use changes::{
    ChangeQuery, ChangeView, ClashView, DiffView, DraftEdit, DraftRequest, DraftView,
    PublishReport, PublishRequest, RevertRequest, SaveView, SplitRequest, SplitView, SplitWhat,
    UndoRequest,
};
pub use clusters::{
    ClusterAccess, ClusterPlace, ClusterTest, ClusterView, FabricClusterView, HeldView, NewCluster,
    WatchedView,
};
pub use conflicts::{
    BulkOutcome, BulkView, ChosenCopy, ConflictLife, ConflictQuery, ConflictResult,
    ConflictSetView, ConflictView, CopiesView, CopyView, Decide, EarlierDecision, KeepRequest,
    RemarkView, Resolution,
};
pub use credentials::{
    CredentialSettings, CredentialView, NewCredential, NewSecret, RepositorySettings, Rotation,
};
pub use detail::{
    CommitView, DocumentPlace, Evidence, HistoryEntry, Knowledge, ReferenceView, ReferrerView,
    ResourceAt, ResourceDetail, ResourceDraft,
};
pub use drift::{
    ActualView, DriftQuery, DriftView, IgnoreRequest, IgnoredView, InCluster, SeverityCounts,
    TakeRequest, TakeView,
};
pub use editing::{TextEdit, TextEditRequest, TextEditView};
pub(crate) use events::named;
pub use events::{Event, NAMED};
pub use fabrics::{
    FabricSettings, FabricView, NewFabric, RepairView, RuleCount, SyncCounts, SyncReport,
};
pub use filters::{FilterEdit, FilterQuery, FilterView, NewFilter};
pub use free::{FreeRequest, FreeView, FreeWhat, ResourceName, TakenView};
pub use hedgerow_model::{CrdFile, Millis, Person, Reason, RunStep};
pub use hedgerow_plan::{FieldRow, FieldState};
pub use impact::{AffectedRule, AffectedView, ImpactView, NamedAt, PlannedUse};
pub use migrations::{DraftElsewhere, LeftView, MigrateRequest, MigrateView, MigrationView};
pub use moves::{FabricMove, FabricPlace, Kin, MoveView, RepositoryPlace, UnderWay};
pub(crate) use page::{Lengths, RESOURCES, USUAL, cursor};
pub use page::{Page, PageRequest};
pub use past::{
    FabricAt, FileAt, PastChange, PastComparison, PastField, PastPoint, PastResource, PointQuery,
    Since,
};
pub use picking::{
    BranchThere, BranchesView, DirectoryThere, KindThere, LookQuery, LookView, TakenBy,
};
pub use policy::{
    PolicyFileView, PolicyTry, PolicyUndone, PolicyView, SettledNow, TriedDrift, TriedSeverity,
    TriedView, TryPolicy, UsedView,
};
pub use repositories::{NewRepository, QueueView, RepositoryView};
pub use resources::{
    Fact, FindingView, LastCommit, LastTouched, Origin, ResourceQuery, ResourceView, ShownState,
};
pub use rules::{
    DeclareRules, DeclaredNote, DeclaredView, InstallationSetting, Judged, RuleFindings, RuleView,
    RulesView, SetRule,
};
pub use runs::{RunStepView, RunView};
pub use scope::Scope;
pub use setting::{SetFieldsOf, SetFieldsOutcome, SetFieldsRequest, SetFieldsView};
pub use transport::{CertificateView, TransportSettings, TransportView};
pub use verify::{VerifiedView, VerifyRequest};
