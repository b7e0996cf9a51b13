//! Fabrics: connecting them, how they are, what a sync or a repair did.

use hedgerow_model::{Layout, PolicyFileState, PublishMode, Severity};
use serde::{Deserialize, Serialize};

use super::{CrdFile, FabricClusterView, FindingView, Millis, VerifiedView};

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
    /// Whether its changes need another person's approval before they are published.
    #[serde(default)]
    pub four_eyes: bool,
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
    /// Whether its changes need another person's approval before they are published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub four_eyes: Option<bool>,
}

/// What is known of a fabric, and from what.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FabricView {
    /// What people call it.
    pub fabric: String,
    /// One word or two: `in sync`, `drafts`, `conflict`, `attention`, `never synced`, `unknown`; with a cluster also
    /// `drift` and `applying`.
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
    /// How many resources are live in Git.
    pub resources: i64,
    /// How many are commented out or unreadable only.
    pub resources_aside: i64,
    /// How many drafts are open.
    pub drafts: usize,
    /// How many changes are open: not published, not discarded.
    pub open_changes: usize,
    /// When a change of it or a conflict last moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_activity: Option<Millis>,
    /// How many conflicts are open.
    pub conflicts: usize,
    /// How many errors and warnings its files have.
    pub errors: i64,
    /// Warnings.
    pub warnings: i64,
    /// The rules that its files break, errors first, then the most frequent; ten at most. The last is
    /// `not-checked`, where something could not be checked.
    #[serde(default)]
    pub rules: Vec<RuleCount>,
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
    /// Whether its changes need another person's approval before they are published.
    pub four_eyes: bool,
    /// What a person should look at of the policy in its repository: that it waits, or is not understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_file: Option<PolicyFileState>,
    /// The cluster it lives in, and how that stands; left out: it lives in none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<FabricClusterView>,
    /// What its last verification came to; left out: it was never verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<VerifiedView>,
}

/// How often a rule is broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleCount {
    /// The rule's id.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// How many findings it has.
    pub count: i64,
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
    /// How many resources each of the lists below is about, and how many findings there are: the lists
    /// name the first 500.
    #[serde(default)]
    pub counts: SyncCounts,
    /// Resources that are new, as `KIND/NAME`.
    pub added: Vec<String>,
    /// Resources whose text changed.
    pub changed: Vec<String>,
    /// Resources that are gone.
    pub deleted: Vec<String>,
    /// Resources that are in another file now.
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
    /// Whether it brought something about the policy that the repository has for the fabric: an alert says what.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub policy_file: bool,
    /// What a person should know about this sync as a whole, such as a large deletion.
    pub alerts: Vec<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: f64,
}

/// What a sync did, in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SyncCounts {
    /// Resources that are new.
    pub added: usize,
    /// Resources whose text changed.
    pub changed: usize,
    /// Resources that are gone.
    pub deleted: usize,
    /// Resources that are in another file now.
    pub moved: usize,
    /// Resources that were switched off by comments.
    pub commented_out: usize,
    /// Resources that cannot be read any more; their last good text is kept.
    pub unreadable: usize,
    /// Findings in the files that were read.
    pub findings: usize,
}

impl SyncCounts {
    /// What happened to how many resources, in the order in which it is told, with the word for it.
    #[must_use]
    pub fn resources(self) -> [(&'static str, usize); 6] {
        [
            ("added", self.added),
            ("changed", self.changed),
            ("deleted", self.deleted),
            ("moved", self.moved),
            ("commented out", self.commented_out),
            ("unreadable", self.unreadable),
        ]
    }
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
