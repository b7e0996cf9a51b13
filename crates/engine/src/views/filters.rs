//! Filters of lists, saved under a name.

use std::collections::BTreeMap;

use hedgerow_model::{FilterPage, Millis};
use serde::{Deserialize, Serialize};

/// A filter of a list, saved under a name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilterView {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The list.
    pub page: FilterPage,
    /// The fabric that it is a list of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fabric: Option<String>,
    /// The parameters of the list's address.
    pub query: BTreeMap<String, String>,
    /// Whether it is for everybody who can see the list; else it belongs to the person who asks.
    pub shared: bool,
    /// The name of who saved it last.
    pub saved_by: String,
    /// When that was.
    pub saved_at: Millis,
    /// Counts its edits: to be sent back with the next one.
    pub revision: i64,
}

/// Which saved filters are asked for.
#[derive(Clone, Debug, Default)]
pub struct FilterQuery {
    /// Only of this list.
    pub list: Option<FilterPage>,
    /// Only of lists of this fabric.
    pub fabric: Option<String>,
}

/// A filter to be saved.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewFilter {
    /// Its name: one line of at most 100 characters.
    pub name: String,
    /// The list.
    pub page: FilterPage,
    /// The fabric that it is a list of: for lists of one fabric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fabric: Option<String>,
    /// The parameters of the list's address. Those that the list does not know are not kept.
    pub query: BTreeMap<String, String>,
    /// Whether it is for everybody who can see the list; else it belongs to the person who saves it. A shared one needs
    /// `edit` in the fabric, or `administer` for a list of all fabrics.
    #[serde(default)]
    pub shared: bool,
}

/// What a saved filter is to be.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FilterEdit {
    /// Its name; unchanged when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The parameters of the list's address; unchanged when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<BTreeMap<String, String>>,
    /// Whether it is for everybody; unchanged when left out. One that is no longer shared belongs to the person who asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<bool>,
}
