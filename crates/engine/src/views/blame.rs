//! Who set which field.

use hedgerow_model::{FieldPath, Value};
use serde::{Deserialize, Serialize};

use super::Millis;

/// Who set each field of a resource.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlameView {
    /// The commit whose fields these are.
    pub commit: String,
    /// The fields, in written order.
    pub items: Vec<BlameRow>,
}

/// A field and who set it: the commit that made it what it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlameRow {
    /// Where it is, as the merge knows it.
    pub path: FieldPath,
    /// What it says.
    pub value: Value,
    /// Whether it is known who set it.
    pub known: bool,
    /// Who, as `Name <address>`; null where that is not known.
    pub author: Option<String>,
    /// When, as the commit claims.
    pub time: Option<Millis>,
    /// By which commit.
    pub commit: Option<String>,
    /// The change that the commit published, where it was one of this fabric.
    pub change: Option<String>,
    /// That change's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_id: Option<String>,
    /// The first line of the commit's message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The file that the resource was in at that commit, in the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The file of raw/ that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// The policy that settled a conflict about it, such as `policy 3f2a`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The commit that brought it to its newer name, or to the word of the newer form, after it was set: a migration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_by: Option<String>,
    /// Where it is not known: the oldest commit that is known to have it so. It or one before it set the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_before: Option<String>,
}
