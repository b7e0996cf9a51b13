//! What tells how far a fabric's resources are in its cluster: who applies them.

use hedgerow_model::{ApplierStanding, Appliers, Undone};
use serde::{Deserialize, Serialize};

use super::Millis;

/// Who brings a fabric's directory to its cluster, beside Hedgerow, and how far they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppliersView {
    /// The fabric.
    pub fabric: String,
    /// Its cluster.
    pub cluster: String,
    /// All of it in one sentence; left out: the cluster serves neither's kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
    /// The objects that say so.
    #[serde(flatten)]
    pub appliers: Appliers,
    /// When the cluster last told of them; left out: they were not looked at yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Millis>,
    /// Since when nothing is known of them, so that this is what was known last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_since: Option<Millis>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// The same in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplierLine {
    /// How the one applier of the fabric stands; left out: none or several are known, or they could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<ApplierStanding>,
    /// As a sentence.
    pub sentence: String,
    /// Since when nothing is known of it, so that this is what was known last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_since: Option<Millis>,
}

/// An edit in the cluster that an applier undid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UndoneView {
    /// The API group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// What was undone.
    #[serde(flatten)]
    pub undone: Undone,
    /// The same as a sentence.
    pub sentence: String,
    /// When it was seen.
    pub at: Millis,
}
