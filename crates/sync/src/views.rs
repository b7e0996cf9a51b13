//! What the engine takes and gives: plain data that serialises, shared by the HTTP API and the
//! command line. Lists are arrays of objects; absent values are left out.

use hedgerow_model::{
    ChangeState, ConflictKind, ConflictState, FieldPath, Layout, PublishMode, ResourceState,
    RunKind, RunState, Side, Value,
};
use serde::{Deserialize, Serialize};

pub use hedgerow_store::{CrdFile, Millis, Person, RunStep};

/// A repository to be connected.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewRepository {
    /// What people call it: letters, digits, `-`, `_` and `.`.
    pub name: String,
    /// Its URL, without credentials.
    pub url: String,
    /// The branch of sources that name none; the remote's default when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The name of a credential in the server's configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

/// A connected repository.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RepositoryView {
    /// What people call it.
    pub name: String,
    /// Its URL.
    pub url: String,
    /// The branch of sources that name none.
    pub branch: String,
    /// The name of its credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// The fabrics that use it.
    pub fabrics: Vec<String>,
    /// One entry per branch in use.
    pub queues: Vec<QueueView>,
}

/// A branch of a repository that is in use.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueView {
    /// The branch.
    pub branch: String,
    /// The newest commit that was ingested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// When the remote last answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<Millis>,
    /// Why it is read-only or was not reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// A fabric to be connected.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewFabric {
    /// What people call it: letters, digits, `-`, `_` and `.`.
    pub name: String,
    /// The repository's name.
    pub repository: String,
    /// The directory in the repository; empty or `.` for the root.
    pub directory: String,
    /// How the directory is laid out.
    #[serde(default = "managed")]
    pub layout: Layout,
    /// The branch; the repository's when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// Custom resource definitions to validate against, beside the built-in catalogue.
    #[serde(default)]
    pub crds: Vec<CrdFile>,
    /// Globs below the directory that are left out (in place).
    #[serde(default)]
    pub exclude: Vec<String>,
    /// When its drafts go to Git.
    #[serde(default = "manual")]
    pub publish: PublishMode,
    /// How long a draft rests before automatic publishing, in seconds.
    #[serde(default = "quiet")]
    pub quiet_seconds: i64,
}

fn managed() -> Layout {
    Layout::Managed
}

fn manual() -> PublishMode {
    PublishMode::Manual
}

fn quiet() -> i64 {
    20
}

/// Settings of a fabric to be changed; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FabricSettings {
    /// When its drafts go to Git.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publish: Option<PublishMode>,
    /// How long a draft rests before automatic publishing, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_seconds: Option<i64>,
}

/// What is known of a fabric, and from what.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FabricView {
    /// What people call it.
    pub fabric: String,
    /// One word: `in sync`, `drafts`, `conflict`, `attention`, `never synced` or `unknown`.
    pub state: String,
    /// One sentence that tells its state.
    pub sentence: String,
    /// The commit the database agrees with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// When the remote last answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<Millis>,
    /// Why the remote was not reached or takes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// How many resources stand live in Git.
    pub resources: i64,
    /// How many stand in comments or unreadable only.
    pub resources_aside: i64,
    /// How many drafts are open.
    pub drafts: usize,
    /// How many conflicts are open.
    pub conflicts: usize,
    /// How many errors and warnings its files have.
    pub errors: i64,
    /// Warnings.
    pub warnings: i64,
    /// The repository.
    pub repository: String,
    /// The branch.
    pub branch: String,
    /// The directory; empty for the root.
    pub directory: String,
    /// How the directory is laid out.
    pub layout: Layout,
    /// When its drafts go to Git.
    pub publish: PublishMode,
    /// How long a draft rests before automatic publishing, in seconds.
    pub quiet_seconds: i64,
}

/// Which picture of a resource is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Picture {
    /// As Git has it.
    #[default]
    Desired,
    /// As somebody is editing it, where somebody is; else as Git has it.
    Draft,
}

/// A resource in a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceView {
    /// The API group.
    pub group: String,
    /// The version it is written in.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// The worst that holds.
    pub state: ResourceState,
    /// The file it stands in, in the repository; null where Git does not have it yet.
    pub path: Option<String>,
    /// The line in the file where its own text starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    /// Whether a schema was found for it and it fits: `valid`, `invalid`, `unvalidated`.
    pub validity: String,
    /// The open change that has a draft of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// Its own text, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Its value, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

/// Which resources are asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceQuery {
    /// `KIND`, `KIND/NAME` or `KIND/NAMESPACE/NAME`; everything when left out.
    pub only: Option<String>,
    /// Which picture.
    #[serde(default)]
    pub picture: Picture,
    /// Whether texts and values are wanted too.
    #[serde(default)]
    pub content: bool,
}

/// What is wrong with a file, a document or a reference, or why something stays where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FindingView {
    /// The file, in the repository.
    pub path: String,
    /// The line, from 1; 0 for the whole file.
    pub line: i64,
    /// The column, from 1; 0 for the whole line.
    pub column: i64,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// The rule's id.
    pub rule: String,
    /// What is wrong and what to do.
    pub message: String,
    /// The resource it is about, as `KIND/NAME`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The field it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldPath>,
}

/// What a person wants a resource to be.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "op", rename_all = "kebab-case", deny_unknown_fields)]
pub enum DraftEdit {
    /// One or more documents. A document without comments of its own is taken as values: the
    /// comments that Git has stay. With comments it is taken as the text it is.
    Documents {
        /// YAML, one document or several.
        text: String,
    },
    /// The exact text of one resource, as an editor has it.
    Text {
        /// `KIND/NAME`.
        resource: String,
        /// Its own text.
        text: String,
        /// The draft's revision the editor saw; 0 when there was none. Left out: not checked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        revision: Option<i64>,
    },
    /// Fields of one resource.
    Set {
        /// `KIND/NAME`.
        resource: String,
        /// `PATH=VALUE` or `PATH-`.
        fields: Vec<String>,
    },
    /// The resource is to go.
    Delete {
        /// `KIND/NAME`.
        resource: String,
    },
    /// The resource is to stand in comments.
    CommentOut {
        /// `KIND/NAME`.
        resource: String,
    },
    /// The resource is to stand live again.
    Uncomment {
        /// `KIND/NAME`.
        resource: String,
    },
    /// The draft of the resource is thrown away.
    Revert {
        /// `KIND/NAME`.
        resource: String,
    },
}

/// A request to save drafts in a change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DraftRequest {
    /// The change's name; it is opened when there is none. Left out with automatic publishing:
    /// the author's own change of the moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// What is wanted, in order. All of it is saved, or none.
    pub edits: Vec<DraftEdit>,
    /// Who edits; the administrator when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Person>,
    /// The commit message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A draft in a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftView {
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// `add`, `edit`, `delete`, `comment out` or `uncomment`.
    pub action: String,
    /// `merges cleanly`, `outdated` or `conflict`.
    pub state: String,
    /// Who edited it last.
    pub author: Person,
    /// Counts its edits.
    pub revision: i64,
    /// When it was last edited.
    pub updated_at: Millis,
}

/// A change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeView {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub change: String,
    /// The fabric.
    pub fabric: String,
    /// Where it is on its way to Git.
    pub state: ChangeState,
    /// Why it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The commit that published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The commit message a person gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Who opened it.
    pub author: Person,
    /// Its drafts.
    pub drafts: Vec<DraftView>,
    /// How many of its conflicts are open.
    pub conflicts: usize,
    /// When it was opened.
    pub created_at: Millis,
    /// When it or a draft of it last changed.
    pub updated_at: Millis,
}

/// The exact diff that publish would push.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiffView {
    /// The change.
    pub change: String,
    /// The head it was computed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// A unified diff; empty when publish would push nothing.
    pub diff: String,
    /// What would stop the publish: conflicts and violations.
    pub problems: Vec<FindingView>,
    /// Open conflicts of the change.
    pub conflicts: Vec<ConflictView>,
}

/// A request to publish.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PublishRequest {
    /// The head the person previewed on: when the branch moved since, the change waits, with that
    /// reason (law 9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previewed: Option<String>,
    /// Releases a large deletion.
    #[serde(default)]
    pub confirm_deletions: bool,
    /// The commit message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A conflict.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictView {
    /// Its number.
    pub id: i64,
    /// The fabric.
    pub fabric: String,
    /// The change, when a draft is a side of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// The resource's kind.
    pub kind: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Where in it; empty for the whole document.
    pub path: FieldPath,
    /// What sort of disagreement.
    pub conflict: ConflictKind,
    /// The value both started from; null when there was none.
    pub base: Option<Value>,
    /// The draft's value; null when it deletes it.
    pub draft: Option<Value>,
    /// Git's value; null when Git has none.
    pub git: Option<Value>,
    /// The commit git's value came from.
    pub git_commit: String,
    /// What a person needs to know beside the values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Where it is in its life.
    pub state: ConflictState,
    /// What was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<serde_json::Value>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// When it was opened.
    pub opened_at: Millis,
}

/// A decision about a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Resolution {
    /// One side's value.
    Take(Side),
    /// A value of one's own, as YAML.
    Value(String),
}

/// A run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunView {
    /// Its number.
    pub id: i64,
    /// What it does.
    pub kind: RunKind,
    /// Where it is.
    pub state: RunState,
    /// Why it ended as it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it started.
    pub started_at: Millis,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Millis>,
    /// What it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<serde_json::Value>,
    /// Its steps, when one run was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<RunStepView>,
}

/// A step of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunStepView {
    /// What was done.
    pub name: String,
    /// With what result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// When it began.
    pub at: Millis,
    /// How long it took, in microseconds.
    pub duration_us: i64,
}

/// What one sync of a fabric did.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncReport {
    /// The fabric.
    pub fabric: String,
    /// Whether there was nothing to do.
    pub nothing_new: bool,
    /// The commit before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The commit now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Whether the branch's history was rewritten.
    pub rewritten: bool,
    /// Resources that are new, as `KIND/NAME`.
    pub added: Vec<String>,
    /// Resources whose text changed.
    pub changed: Vec<String>,
    /// Resources that are gone.
    pub deleted: Vec<String>,
    /// Resources that stand in another file now.
    pub moved: Vec<String>,
    /// Resources that were switched off by comments.
    pub commented_out: Vec<String>,
    /// Resources whose file or document no longer parses; their last good text is kept.
    pub unreadable: Vec<String>,
    /// Resources that were brought from raw/ to managed/ by a commit of this sync.
    pub normalised: Vec<String>,
    /// That commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalise_commit: Option<String>,
    /// Drafts whose document changed in Git.
    pub outdated: Vec<String>,
    /// Conflicts that were opened.
    pub conflicts_opened: usize,
    /// What is wrong in the files that were read: new findings.
    pub findings: Vec<FindingView>,
    /// What a person should know about this sync as a whole, such as a large deletion.
    pub alerts: Vec<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: f64,
}

/// The outcome of a publish.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishReport {
    /// The change.
    pub change: String,
    /// Its id.
    pub id: String,
    /// Where it is now.
    pub state: ChangeState,
    /// The commit on the remote branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Why it is there, when it is not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What a person should know though it was published.
    pub warnings: Vec<FindingView>,
    /// The conflicts that are open.
    pub conflicts: Vec<ConflictView>,
    /// The run that did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<i64>,
    /// Attempts that were needed.
    pub attempts: i64,
    /// How long it took, in milliseconds.
    pub duration_ms: f64,
}

/// A previewed commit on a fabric's directory: initialise or repair.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RepairView {
    /// The head it was computed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// What would be done, one sentence each; empty when nothing needs to be.
    pub actions: Vec<String>,
    /// A unified diff of the commit.
    pub diff: String,
    /// The commit, once applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

/// The fabrics that a reader may know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every one, now and later.
    All,
    /// Only those of these names.
    Fabrics(std::collections::BTreeSet<String>),
}

impl Scope {
    /// Whether a fabric is among them.
    #[must_use]
    pub fn has(&self, fabric: &str) -> bool {
        match self {
            Self::All => true,
            Self::Fabrics(names) => names.contains(fabric),
        }
    }
}

/// Something that happened, for live views.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A step of a run began.
    Progress {
        /// The fabric, when it is about one.
        fabric: Option<String>,
        /// What is being done.
        step: String,
        /// How far, when known.
        done: Option<u64>,
        /// Of how many.
        total: Option<u64>,
    },
    /// A fabric's desired state changed.
    Ingested {
        /// The fabric.
        fabric: String,
        /// The commit.
        commit: String,
    },
    /// A change moved to another state.
    Change {
        /// Its id.
        id: String,
        /// The state.
        state: ChangeState,
    },
    /// Conflicts were opened, resolved or superseded.
    Conflicts {
        /// The fabric.
        fabric: String,
    },
}
