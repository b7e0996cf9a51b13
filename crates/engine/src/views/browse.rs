//! What pages for finding one's way ask for: kinds, files, search; and checking a text.

use hedgerow_model::{FieldPath, Person, ResourceState};
use serde::{Deserialize, Serialize};

use super::FindingView;

/// A kind of a fabric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KindView {
    /// The kind.
    pub kind: String,
    /// The API group.
    pub group: String,
    /// The version it is written in; the one that is known, else that of its resources.
    pub version: String,
    /// The plural; empty where it is not known.
    pub plural: String,
    /// One line on what it is; empty where nothing is known.
    pub about: String,
    /// How many resources of it there are, those in comments included.
    pub resources: i64,
    /// The worst that holds of any of them; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst: Option<ResourceState>,
    /// Whether a schema is known for it.
    pub described: bool,
    /// Where that comes from.
    pub origin: SchemaOrigin,
    /// How the cluster of the fabric has it; absent where the fabric lives in none that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_cluster: Option<KindInCluster>,
}

/// Where the schema of a kind comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SchemaOrigin {
    /// There is none.
    None,
    /// It is built in.
    BuiltIn,
    /// The fabric was given its definition.
    Given,
    /// The definition of the cluster in which the fabric lives.
    Cluster,
}

/// How the cluster of a fabric has a kind, as it said last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KindInCluster {
    /// The cluster.
    pub cluster: String,
    /// What is known of its definition there.
    pub definition: KindDefinition,
    /// Its versions, the preferred one first.
    pub versions: Vec<KindVersion>,
    /// Why its definition is not understood, or how the one that the fabric was given differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Since when it is so, in milliseconds since 1970.
    pub since: i64,
    /// When the cluster last said so, in milliseconds since 1970.
    pub told_at: i64,
}

/// What is known of the definition of a kind in a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum KindDefinition {
    /// It is the schema of the kind.
    Used,
    /// It is not understood: resources of the kind are not validated.
    NotUnderstood,
    /// The kind is served, and no definition is told.
    Untold,
    /// The cluster does not define the kind.
    Absent,
}

/// A version of a kind in a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KindVersion {
    /// Its name.
    pub name: String,
    /// Whether it can be read and written.
    pub served: bool,
    /// Whether objects are stored in it; absent where that is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<bool>,
    /// What is said of it where it will go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
}

/// Which part of a fabric's directory a file is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum FileArea {
    /// Its documents are resources.
    Managed,
    /// The drop box.
    Raw,
    /// Never parsed, never written, never applied; or not YAML.
    Unmanaged,
    /// Beside the three folders.
    Loose,
    /// Recognised and left alone; its findings say why.
    Aside,
}

/// A file of a fabric's directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileView {
    /// The file, in the repository.
    pub path: String,
    /// Which part of the directory it is in.
    pub area: FileArea,
    /// The resources that are in it, as `KIND/NAME` or `KIND/NAMESPACE/NAME`.
    pub resources: Vec<String>,
    /// What is wrong with it, or why it stays where it is.
    pub findings: Vec<FindingView>,
}

/// A text to be checked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// YAML, one document or several.
    pub text: String,
    /// What its findings call the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The change that it is edited in, by name or id: its other drafts count as being there, and what other open changes
    /// edit too is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
}

/// A field that a text changes and that a draft of another open change changes as well, to something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlsoEdited {
    /// The resource, as `KIND/NAME` or `KIND/NAMESPACE/NAME`.
    pub resource: String,
    /// The field; empty where one of the two makes or removes the whole resource.
    pub path: FieldPath,
    /// The other change.
    pub change: String,
    /// Its id.
    pub change_id: String,
    /// Who edits it there.
    pub author: Person,
}

/// What a text says, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckView {
    /// What is wrong, with lines and columns of the text.
    pub findings: Vec<FindingView>,
    /// The resources it holds, as `KIND/NAME` or `KIND/NAMESPACE/NAME`.
    pub resources: Vec<String>,
    /// How often a rule between resources was judged and is not broken, of these and of those that they
    /// concern.
    #[serde(default)]
    pub passed: usize,
    /// How often such a rule could not be judged, of these and of those that they concern; `unchecked` says why.
    #[serde(default)]
    pub not_possible: usize,
    /// What could not be checked, a sentence for each reason.
    #[serde(default)]
    pub unchecked: Vec<String>,
    /// Fields that drafts of other open changes change too, at most fifty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<AlsoEdited>,
}

/// What sort of thing a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum FoundWhat {
    /// A fabric.
    Fabric,
    /// A resource.
    Resource,
    /// A change.
    Change,
    /// A conflict.
    Conflict,
    /// A run.
    Run,
    /// A person.
    Person,
}

/// Something that a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Found {
    /// What sort of thing.
    pub what: FoundWhat,
    /// What people call it.
    pub label: String,
    /// A few words more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Its fabric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fabric: Option<String>,
    /// A resource's API group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// A resource's kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// A resource's namespace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// A resource's name; a person's login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The field of a resource that has what was searched for; list items by their place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldPath>,
    /// A change's id, a conflict's or a run's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl Found {
    /// Something of this sort, of which no more is said yet.
    #[must_use]
    pub fn named(what: FoundWhat, label: String) -> Self {
        Self {
            what,
            label,
            detail: None,
            fabric: None,
            group: None,
            kind: None,
            namespace: None,
            name: None,
            field: None,
            id: None,
        }
    }
}
