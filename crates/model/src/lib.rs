//! The domain types: identities, changes, drafts, documents, findings, conflicts, reasons.
//!
//! Plain data only: no I/O, no YAML, no HTTP. Every other crate speaks these types.

#[macro_use]
mod words;

mod act_request;
mod applier;
mod applying;
mod approval;
mod beside;
mod change;
mod clock;
mod cluster;
mod conflict;
mod credentials;
mod document;
mod draft;
mod earlier;
mod edge;
mod entry;
mod fabric;
mod filter_page;
mod finding;
mod hex;
mod hidden;
mod identity;
mod ids;
mod lists;
mod number;
#[cfg(feature = "openapi")]
mod openapi;
mod path;
mod path_mask;
mod pattern;
mod people;
mod person;
mod policy;
mod policy_file;
mod read_at;
mod reason;
mod repository;
mod rules;
mod run;
mod shared;
mod states;
mod thousands;
mod value;
mod verify;

pub use act_request::{ActRequest, AskedAct, AskedActs, RequestedAct};
pub use applier::{
    AppliedBy, Applier, ApplierStanding, Appliers, NotRead, NotTheOne, RefusedThere,
};
pub use applying::{Applied, ApplyAct, ApplyMode, ApplyOutcome, Applying, OnRefusal};
pub use approval::{Approval, ChangeAuthor};
pub use beside::{Agent, AgentStanding, Agents, Beside, BesideKind, Healed, Undone};
pub use change::{BrokenPair, Change, ChangeOutcome, Judged, Requested};
pub use clock::{clock, day_and_clock};
pub use cluster::{
    Actual, Cluster, ClusterKind, DriftStanding, Drifted, FabricCluster, FieldDrift, FieldManager,
    IgnoredDrift, Moved, Watched,
};
pub use conflict::{BrokenTogether, Conflict, Decision, Life, NewConflict, Party, Remark};
pub use credentials::{CredentialKind, CredentialState};
pub use document::{Document, Standing, Validity};
pub use draft::{Draft, NewDraft, SeenCopy};
pub use earlier::Earlier;
pub use edge::Edge;
pub use entry::EntryKind;
pub use fabric::{CrdFile, Fabric, NewSource, Source};
pub use filter_page::FilterPage;
pub use finding::{Finding, RuleLevel, Severity, place_in, said};
pub use hex::hex;
pub use hidden::{is_hidden, shown};
pub use identity::{GroupKind, GroupVersion, Identity, KindName};
pub use ids::{
    ChangeId, ClusterId, ConflictId, DraftId, FabricId, RepositoryId, RunId, SourceId, UserId,
};
pub use lists::{AllAtomic, KeyPath, ListType, ListTypes};
pub use number::Number;
pub use path::{FieldPath, PathError, Segment, parse_assignment};
pub use path_mask::PathMask;
pub use pattern::{FieldPattern, PatternStep};
pub use people::{Actor, ActorKind, AuditAction, AuditOutcome, Permission, Role};
pub use person::Person;
pub use policy::{
    FieldOwner, MOST_RULES, Owner, Policy, PolicyFault, PolicyPart, PolicyRule, RuleUsed, Settle,
    SeverityRule,
};
pub use policy_file::{
    Brought, DismissedPolicy, NotAFile, PolicyFile, PolicyFileSays, PolicyFileState,
};
pub use read_at::{ReadAt, ReadAtError, is_commit_name, is_whole_commit_name};
pub use reason::{BrokenRule, ConflictsGone, Reason, Unread};
pub use repository::{Queue, QueueId, Repository};
pub use rules::{RULES, RuleInfo, rule};
pub use run::{Attempt, PublishSummary, Run, RunOutcome, RunStep, SettledChange, StepOutcome};
pub use shared::Shared;
pub use states::{
    ChangeState, ConflictKind, ConflictState, IllegalTransition, Layout, PublishMode,
    ResourceState, RunKind, RunState, Side,
};
pub use thousands::thousands;
pub use value::{Map, Value};
pub use verify::{
    MOST_DIFFERENCES, MOST_SAID, VerifyCount, VerifyDifference, VerifyHow, VerifyOutcome,
    VerifyPart, VerifyRepair, VerifyReport, VerifySide, VerifyState,
};
pub use words::ParseWordError;

/// Milliseconds since 1970, UTC.
pub type Millis = i64;
