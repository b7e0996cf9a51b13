//! What a repository has, so that a branch and a directory can be picked from it.

use hedgerow_model::Layout;
use serde::{Deserialize, Serialize};

use super::FindingView;

/// The branches of a repository, as its remote has them now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BranchesView {
    /// The remote's default branch; left out for an empty repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_branch: Option<String>,
    /// The default branch first, then by name; at most 1,000.
    pub branches: Vec<BranchThere>,
    /// How many there are.
    pub total: usize,
}

/// A branch of a remote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BranchThere {
    /// Its name.
    pub name: String,
    /// Its newest commit.
    pub commit: String,
}

/// Which directory is to be looked at.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct LookQuery {
    /// The branch; the one for new fabrics when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The directory; the root when left out.
    pub directory: String,
    /// How it would be laid out; `in-place` when left out, `managed` where it has a folder managed/.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<Layout>,
}

/// What a directory of a branch has, and what a fabric that lives there would have.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookView {
    /// The branch.
    pub branch: String,
    /// Its newest commit, of which all of this is; left out where the remote has no such branch yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The directory; empty for the root.
    pub directory: String,
    /// Whether the commit has it. One that is not there yet comes with the first publish.
    pub exists: bool,
    /// How it was read.
    pub layout: Layout,
    /// The fabric that has it, one of its folders or one that it is in: no other can have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_by: Option<TakenBy>,
    /// The directories in it, by name; the first 1,000.
    pub directories: Vec<DirectoryThere>,
    /// How many directories there are.
    pub directories_total: usize,
    /// Whether everything was read. Where not, all figures below are of the files that were.
    pub is_whole: bool,
    /// How many files that may hold resources are there.
    pub files: usize,
    /// How many of them were read.
    pub files_read: usize,
    /// How many resources were found.
    pub resources: usize,
    /// How many are in comments.
    pub commented_out: usize,
    /// The kinds of resources with how many of each, the most first; the first 100.
    pub kinds: Vec<KindThere>,
    /// How many findings are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
    /// The first 50 errors and warnings, errors first.
    pub findings: Vec<FindingView>,
    /// Resources that are there more than once, as `KIND/NAME`; the first 20.
    pub twice: Vec<String>,
    /// How many are there more than once.
    pub twice_total: usize,
}

/// The fabric in whose way another one would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakenBy {
    /// Its name.
    pub fabric: String,
    /// Its directory; empty for the root.
    pub directory: String,
}

/// A directory of a directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryThere {
    /// Its name.
    pub name: String,
    /// How many YAML files are below it.
    pub yaml_files: usize,
    /// The fabric that has it, or one of its folders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_by: Option<TakenBy>,
}

/// A kind with how many resources of it were found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KindThere {
    /// The kind.
    pub kind: String,
    /// Its API group; empty for the core one.
    pub group: String,
    /// How many.
    pub resources: usize,
}
