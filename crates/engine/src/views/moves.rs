//! A fabric that moves to another branch, directory or repository; a repository that moves to another URL.

use hedgerow_model::Millis;
use serde::{Deserialize, Serialize};

use super::credentials::given;
use super::{SyncReport, TransportSettings};

/// Where a fabric is to live; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FabricPlace {
    /// The repository's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The directory in the repository; empty or `.` for the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<String>,
    /// The `head` of the preview: refused when the new place moved since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previewed: Option<String>,
}

/// Where a repository is to be.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RepositoryPlace {
    /// Its URL, without credentials.
    pub url: String,
    /// The name of the credential that is used there; null for none. Stays when left out.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub credential: Option<Option<String>>,
    /// What is to change of the way there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<TransportSettings>,
    /// The `head` of the preview: refused when the new place moved since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previewed: Option<String>,
}

/// What the history at a new place has to do with what was read at the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kin {
    /// It contains the commit that was read last.
    Continues,
    /// It does not contain that commit, and has others in common with it.
    Diverged,
    /// It has no commit in common with it.
    Unrelated,
    /// There is no such branch.
    Absent,
    /// Nothing was read at the old place, or it cannot be compared any more.
    Unknown,
}

/// What a move would do, or did.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveView {
    /// Where it is, or was.
    pub from: String,
    /// Where it is to be.
    pub to: String,
    /// Whether it is there already: then there is nothing to do.
    pub there: bool,
    /// Whether both are one remote under two spellings.
    pub same_remote: bool,
    /// What was looked at, to be said again when the move is made.
    pub head: String,
    /// The runs that are in progress where it is and where it is to be, one for each branch: nothing is
    /// moved before they have ended. Empty once it was moved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub under_way: Vec<UnderWay>,
    /// The fabrics that move.
    pub fabrics: Vec<FabricMove>,
    /// When it was moved; left out of a preview.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_at: Option<Millis>,
}

/// A branch on which a run is in progress, or was interrupted and has not been recovered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnderWay {
    /// The repository's name.
    pub repository: String,
    /// The branch.
    pub branch: String,
    /// The number of the run; left out where only a change says that it is being published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<i64>,
}

/// What a move means for one fabric.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FabricMove {
    /// The fabric.
    pub fabric: String,
    /// The branch it will live on.
    pub branch: String,
    /// What the history there has to do with what was read so far.
    pub history: Kin,
    /// What is in the way of moving, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<String>,
    /// How the resources there differ from those that are known, and what that means for drafts: as a
    /// sync would tell it. Left out where nothing is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<SyncReport>,
    /// How many drafts are kept.
    pub drafts: usize,
    /// How many changes were asked to be published and are not yet: they are open again, to be looked at
    /// and published at the new place.
    pub reopened: usize,
}
