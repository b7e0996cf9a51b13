//! What the tables hold, as plain data.

use hedgerow_model::{
    ChangeId, ChangeState, ConflictId, ConflictKind, ConflictState, DraftId, FabricId, FieldPath,
    Identity, Layout, PublishMode, RepositoryId, RunId, RunKind, RunState, SourceId, Value,
};
use serde::{Deserialize, Serialize};

use crate::Millis;

/// A queue's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QueueId(pub i64);

/// Who did something, as Git names people.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
}

impl std::fmt::Display for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} <{}>", self.name, self.email)
    }
}

/// A Git URL, shared by any number of fabrics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Its row.
    pub id: RepositoryId,
    /// What people call it.
    pub name: String,
    /// The URL as it was given.
    pub url: String,
    /// The URL in its one spelling.
    pub canonical: String,
    /// The branch of sources that name none.
    pub default_branch: String,
    /// The name of its credential.
    pub credential: Option<String>,
    /// When it was added.
    pub created_at: Millis,
}

/// A publish queue: a repository and a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its row.
    pub id: QueueId,
    /// The repository.
    pub repository_id: RepositoryId,
    /// The branch.
    pub branch: String,
    /// The newest commit that was ingested.
    pub head: Option<String>,
    /// When the remote last answered.
    pub looked_at: Option<Millis>,
    /// Why it was not reached.
    pub problem: Option<String>,
    /// Why it is read-only: told until a push succeeds.
    pub push_problem: Option<String>,
}

/// One network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fabric {
    /// Its row.
    pub id: FabricId,
    /// What people call it.
    pub name: String,
    /// When its drafts go to Git.
    pub publish_mode: PublishMode,
    /// How long a draft rests before automatic publishing, in seconds.
    pub quiet_seconds: i64,
    /// Whether a change needs another person's approval.
    pub four_eyes: bool,
    /// When it was added.
    pub created_at: Millis,
}

/// A definition that a fabric brought along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CrdFile {
    /// The file's name.
    pub name: String,
    /// The file's text.
    pub text: String,
}

/// Where a fabric's resources live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its row.
    pub id: SourceId,
    /// The fabric.
    pub fabric_id: FabricId,
    /// The repository and branch.
    pub queue_id: QueueId,
    /// The directory, without leading or trailing slash; empty for the root.
    pub directory: String,
    /// How it is laid out.
    pub layout: Layout,
    /// Globs below the directory that are left out.
    pub exclude: Vec<String>,
    /// The commit the database agrees with.
    pub ingested_commit: Option<String>,
    /// The directory's tree at that commit.
    pub ingested_tree: Option<String>,
    /// The directory's tree whose raw/ was last normalised.
    pub considered_tree: Option<String>,
    /// When that was.
    pub ingested_at: Option<Millis>,
    /// Which version of the reading code wrote its rows; 0: one from before edges.
    pub reader: i64,
}

/// A source to be added.
#[derive(Clone, Debug)]
pub struct NewSource {
    /// The repository and branch.
    pub queue_id: QueueId,
    /// The directory, without leading or trailing slash; empty for the root.
    pub directory: String,
    /// How it is laid out.
    pub layout: Layout,
    /// Globs below the directory that are left out.
    pub exclude: Vec<String>,
}

/// How a document stands in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// As a document.
    #[serde(rename = "live")]
    Live,
    /// In comments.
    #[serde(rename = "commented out")]
    CommentedOut,
    /// It stood here when its file was last readable.
    #[serde(rename = "unreadable")]
    Unreadable,
}

/// What its schema says of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Validity {
    /// It fits.
    #[serde(rename = "valid")]
    Valid,
    /// It breaks its schema; findings say where.
    #[serde(rename = "invalid")]
    Invalid,
    /// There is no schema for its kind or version.
    #[serde(rename = "unvalidated")]
    Unvalidated,
}

word!(Standing { Live = "live", CommentedOut = "commented out", Unreadable = "unreadable" });
word!(Validity { Valid = "valid", Invalid = "invalid", Unvalidated = "unvalidated" });

/// One document of a managed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The source.
    pub source_id: SourceId,
    /// The fabric.
    pub fabric_id: FabricId,
    /// The file, in the repository.
    pub path: String,
    /// Position among the file's documents (of its standing).
    pub ordinal: i64,
    /// What it is.
    pub identity: Identity,
    /// The version it is written in.
    pub version: String,
    /// How it stands in the file.
    pub standing: Standing,
    /// What its schema says.
    pub validity: Validity,
    /// The line of its own text in the file, from 1.
    pub line: i64,
    /// The file's blob.
    pub blob: String,
    /// The key facts of its kind, as JSON; `None` where none were computed.
    pub facts: Option<String>,
    /// Its own text; uncommented when it is commented out.
    pub text: String,
}

/// What is wrong with a file, a document or a reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
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
    /// The resource it is about.
    pub subject: Option<Identity>,
    /// The field it is about.
    pub field: Option<FieldPath>,
    /// What a reference misses.
    pub target: Option<Identity>,
}

/// A named set of drafts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// The fabric.
    pub fabric_id: FabricId,
    /// What people call it.
    pub name: String,
    /// Where it is on its way to Git.
    pub state: ChangeState,
    /// Why it is there.
    pub reason: Option<String>,
    /// The commit message a person gave.
    pub message: Option<String>,
    /// Who opened it.
    pub author: Person,
    /// Who asked to publish it.
    pub requested: Option<Requested>,
    /// Whether a person confirmed its large deletion.
    pub confirmed: bool,
    /// The head a person looked at before asking to publish: it must still be the head.
    pub previewed: Option<String>,
    /// When automatic publishing takes it.
    pub publish_after: Option<Millis>,
    /// The commit that published it.
    pub commit: Option<String>,
    /// When it was opened.
    pub created_at: Millis,
    /// When it or a draft of it last changed.
    pub updated_at: Millis,
    /// When it was queued: its commit's time.
    pub queued_at: Option<Millis>,
    /// When it was published.
    pub published_at: Option<Millis>,
}

/// Who asked to publish a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requested {
    /// What they logged in with.
    pub login: String,
    /// Who they were, as Git names people.
    pub person: Person,
}

/// One resource as somebody is editing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its row.
    pub id: DraftId,
    /// The change.
    pub change_id: ChangeId,
    /// The fabric.
    pub fabric_id: FabricId,
    /// The resource.
    pub identity: Identity,
    /// The document's own text it was started from; `None` when there was none.
    pub base_text: Option<String>,
    /// How the document stood then.
    pub base_standing: Standing,
    /// The text it is to have; `None` to delete it.
    pub text: Option<String>,
    /// Whether it is to stand live or in comments.
    pub standing: Standing,
    /// Whether its document changed in Git since its base.
    pub outdated: bool,
    /// Who edited it last.
    pub author: Person,
    /// Counts its edits.
    pub revision: i64,
    /// When it was last edited.
    pub updated_at: Millis,
}

/// A draft to be saved.
#[derive(Clone, Debug)]
pub struct NewDraft {
    /// The change.
    pub change_id: ChangeId,
    /// The fabric.
    pub fabric_id: FabricId,
    /// The resource.
    pub identity: Identity,
    /// The document's own text it was started from.
    pub base_text: Option<String>,
    /// How the document stood then.
    pub base_standing: Standing,
    /// The text it is to have; `None` to delete it.
    pub text: Option<String>,
    /// Whether it is to stand live or in comments.
    pub standing: Standing,
    /// Who edits.
    pub author: Person,
}

/// How a publish ended for one change.
#[derive(Clone, Debug)]
pub struct ChangeOutcome {
    /// The change.
    pub id: ChangeId,
    /// Where it went.
    pub state: ChangeState,
    /// Why.
    pub reason: Option<String>,
    /// The commit on the remote branch.
    pub commit: Option<String>,
}

/// A durable record of a disagreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Its number.
    pub id: ConflictId,
    /// The fabric.
    pub fabric_id: FabricId,
    /// What disagrees.
    pub what: NewConflict,
    /// Where it is in its life.
    pub state: ConflictState,
    /// What was decided, as JSON.
    pub decision: Option<serde_json::Value>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When it was opened.
    pub opened_at: Millis,
    /// When it was resolved or superseded.
    pub closed_at: Option<Millis>,
}

/// A disagreement to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConflict {
    /// The change; `None` for a conflict within Git itself.
    pub change_id: Option<ChangeId>,
    /// The draft.
    pub draft_id: Option<DraftId>,
    /// The resource.
    pub identity: Identity,
    /// Where in it; the root for the whole document.
    pub path: FieldPath,
    /// What sort of disagreement.
    pub kind: ConflictKind,
    /// The value both started from.
    pub base: Option<Value>,
    /// The draft's value.
    pub draft: Option<Value>,
    /// Git's value.
    pub git: Option<Value>,
    /// The commit git's value came from.
    pub git_commit: String,
    /// What a person needs to know beside the values.
    pub detail: Option<String>,
}

/// One journaled execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// What it does.
    pub kind: RunKind,
    /// The queue.
    pub queue_id: QueueId,
    /// The fabric, when it is about one.
    pub fabric_id: Option<FabricId>,
    /// Where it is.
    pub state: RunState,
    /// Why it ended as it did.
    pub reason: Option<String>,
    /// When it started.
    pub started_at: Millis,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// What it did.
    pub summary: Option<serde_json::Value>,
}

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunStep {
    /// What was done.
    pub name: String,
    /// With what result.
    pub detail: Option<String>,
    /// When it began.
    pub at: Millis,
    /// How long it took, in microseconds.
    pub duration_us: i64,
}

/// A commit that was built to be pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The run.
    pub run_id: RunId,
    /// Which attempt of the run, from 1.
    pub number: i64,
    /// Place in the stack, from 0.
    pub position: i64,
    /// The change it publishes.
    pub change_id: Option<ChangeId>,
    /// The head the stack was built on.
    pub parent: Option<String>,
    /// The commit.
    pub oid: String,
}
