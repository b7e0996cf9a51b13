//! Migrations: what newer versions of the fabric renamed or removed.

use serde::{Deserialize, Serialize};

use super::{ChangeView, FindingView, Person};
use hedgerow_model::{FieldPath, Reason};

/// A migration that concerns what a fabric has.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationView {
    /// Its name.
    pub id: String,
    /// Which release changed what.
    pub clause: String,
    /// Where that is written.
    pub source: String,
    /// Whether it is only named: what it is about was removed, and has to be changed by hand.
    pub removed: bool,
    /// How many resources have something in the older form.
    pub count: usize,
    /// How many places of them would be brought to the newer form.
    pub places: usize,
    /// The first of the resources, each `KIND/NAME`.
    pub resources: Vec<String>,
    /// The first places that stay as they are, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<LeftView>,
    /// How many places stay as they are.
    pub left_count: usize,
}

/// A place that is not brought to the newer form.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeftView {
    /// The resource, `KIND/NAME`.
    pub resource: String,
    /// The migration; absent where it is about the whole resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration: Option<String>,
    /// The field.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub path: FieldPath,
    /// Why, and what to do by hand.
    pub why: String,
}

/// A request to bring resources to the newer form.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MigrateRequest {
    /// The change that the drafts go to; it is opened when there is none. As of drafts when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// The resources, each `KIND/NAME`; all when left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// The names of the migrations; all that the fabric is offered when left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub migrations: Vec<String>,
    /// Only shows what would be changed: nothing is saved.
    #[serde(default)]
    pub preview: bool,
    /// Who edits; the administrator when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Person>,
    /// The commit message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What a migration did, or would do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrateView {
    /// The fabric.
    pub fabric: String,
    /// How many resources are brought to the newer form.
    pub count: usize,
    /// The first of them, each `KIND/NAME`.
    pub resources: Vec<String>,
    /// Of a preview: the diff that publishing them would push.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub diff: String,
    /// Of how many resources the diff is; it is bounded.
    pub shown: usize,
    /// Of a preview: rules that the change would break.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<FindingView>,
    /// Of a preview: why publishing would wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<Reason>,
    /// The first places that stay as they are, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<LeftView>,
    /// How many places stay as they are.
    pub left_count: usize,
    /// Resources that other open changes have drafts of, and the change: merging looks through the migration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<DraftElsewhere>,
    /// The change with its drafts, once they are saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<ChangeView>,
}

/// A draft in another open change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftElsewhere {
    /// The resource, `KIND/NAME`.
    pub resource: String,
    /// The change.
    pub change: String,
}
