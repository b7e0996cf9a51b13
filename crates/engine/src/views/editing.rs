//! Edits of a text by its fields, as a form makes them.

use std::collections::BTreeMap;

use hedgerow_model::FieldPath;
use serde::{Deserialize, Serialize};

/// A text, and what is to be different in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TextEditRequest {
    /// The own text of one resource, with its comments.
    pub text: String,
    /// The edits, at most 200, each of what those before it left. None: the text is only read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub edits: Vec<TextEdit>,
}

/// One edit of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "op", rename_all = "kebab-case", deny_unknown_fields)]
pub enum TextEdit {
    /// The field gets a value.
    Set {
        /// The field, as `spec.subnets.default.vlan` or `spec.permit[0]`; `[n]` one behind the last item appends.
        path: FieldPath,
        /// What it is to be. Whole numbers are at most 2^53 - 1 in size: programs that read JSON round others.
        value: serde_json::Value,
    },
    /// The field goes.
    Remove {
        /// The field.
        path: FieldPath,
    },
    /// The entry of a map gets another key.
    Rename {
        /// The entry.
        path: FieldPath,
        /// Its new key.
        key: String,
    },
}

/// A text as it was edited.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TextEditView {
    /// The text: only what the edits say is different.
    pub text: String,
    /// What it says.
    pub value: serde_json::Value,
    /// The line, from 1, at which each entry and each list item stands, by its path with list items named by
    /// their place. Empty for a text of more than 5,000 of them.
    pub lines: BTreeMap<String, u32>,
}
