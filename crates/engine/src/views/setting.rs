//! Setting the same fields of several resources.

use std::collections::BTreeMap;

use hedgerow_model::Shared;
use serde::{Deserialize, Serialize};

use super::{ChangeView, FindingView, Person};

/// A request to set the same fields of several resources.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetFieldsRequest {
    /// The change that the drafts go to; it is opened when there is none. As of drafts when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// The resources, each `KIND/NAME`: at most 500.
    pub resources: Vec<String>,
    /// `PATH=VALUE` sets a field, `PATH-` removes it: at most 20.
    pub fields: Vec<String>,
    /// Where a value changes that other places of a resource share by an anchor: `here` alone, or `everywhere`. Left
    /// out: here.
    #[serde(default, skip_serializing_if = "Shared::is_here")]
    pub shared: Shared,
    /// Only tells what would become of each: nothing is saved.
    #[serde(default)]
    pub preview: bool,
    /// The version of each resource that a preview told, by the resource as it is named above. One that has another
    /// version now is not changed, and told. Not checked of those that are left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub seen: BTreeMap<String, String>,
    /// Who edits; the administrator when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Person>,
    /// The commit message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What became of each resource whose fields were to be set, or would become of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetFieldsView {
    /// The fabric.
    pub fabric: String,
    /// How many get the values.
    pub count: usize,
    /// In the order in which they were named, each once.
    pub resources: Vec<SetFieldsOf>,
    /// The change with its drafts, once they are saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<ChangeView>,
}

/// What becomes of one resource.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetFieldsOf {
    /// The resource, as it was named.
    pub resource: String,
    /// The version of its text before, for `seen` of the request that saves it. Absent where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What becomes of it.
    #[serde(flatten)]
    pub outcome: SetFieldsOutcome,
}

/// What becomes of a resource whose fields are to be set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum SetFieldsOutcome {
    /// It gets the values.
    Set {
        /// The lines that change, as a diff of its own text. Empty where the diffs of those before it are long already.
        diff: String,
        /// What is worth knowing of it then, and no error.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        findings: Vec<FindingView>,
    },
    /// It has the values already.
    Already,
    /// It stays as it is.
    Refused {
        /// Why.
        why: String,
    },
    /// It stays as it is: with the values it would break rules that it does not break now.
    Broken {
        /// The rules.
        findings: Vec<FindingView>,
    },
    /// It stays as it is: it has another version than `seen` says.
    Moved {
        /// Who wrote the draft that it has now; absent where it was changed in Git.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
}
