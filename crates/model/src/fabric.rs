//! Fabrics and where their resources live.

use serde::{Deserialize, Serialize};

use crate::{FabricId, Layout, Millis, PublishMode, QueueId, SourceId};

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
    /// The tree of the branch's `.hedgerow` in which its fabric's policy was last looked for, empty where there
    /// was none; `None`: it was never looked for.
    pub policy_tree: Option<String>,
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
