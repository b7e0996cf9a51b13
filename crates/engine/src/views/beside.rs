//! What tells how far a fabric's resources are in its cluster: who applies them.

use hedgerow_model::{AgentStanding, ApplierStanding, Appliers, Undone};
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

/// The switches of a fabric, by what their agents say.
///
/// Which configuration carries which commit the cluster does not tell: a switch that applied the one last made for it has
/// whatever the fabric made of what it knew then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SwitchesView {
    /// The fabric.
    pub fabric: String,
    /// Its cluster.
    pub cluster: String,
    /// All of them in one sentence; left out: there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
    /// How many applied the configuration last made for them, and were heard of lately.
    pub on: usize,
    /// How many there are.
    pub all: usize,
    /// Each of them; the first 2,000.
    pub switches: Vec<SwitchAgentView>,
    /// What the login lacks to read them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// When the cluster last told of them; left out: they were not looked at yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Millis>,
    /// Since when nothing is known of them, so that this is what was known last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_since: Option<Millis>,
    /// Why they are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// A switch, by what its agent says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SwitchAgentView {
    /// The namespace.
    pub namespace: String,
    /// The name of the switch.
    pub name: String,
    /// How it stands.
    pub standing: AgentStanding,
    /// The same as a sentence.
    pub sentence: String,
    /// The number of the configuration last made for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<i64>,
    /// The number of the one that it applied last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<i64>,
    /// When, as it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_at: Option<Millis>,
    /// When it was last heard of, as it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_at: Option<Millis>,
    /// Since when nothing is known of it, so that this is what was known last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_since: Option<Millis>,
}

/// The switches of a fabric in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SwitchesLine {
    /// How many applied the configuration last made for them, and were heard of lately.
    pub on: usize,
    /// How many there are.
    pub all: usize,
    /// As a sentence.
    pub sentence: String,
    /// Since when nothing is known of them, so that this is what was known last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_since: Option<Millis>,
}

/// How far the resources of a published change are in the cluster of its fabric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeInCluster {
    /// How many resources it has.
    pub all: usize,
    /// How many of them the cluster has as Git has them, at the change's commit or a later one.
    pub level: usize,
    /// Of how many nothing is known now.
    pub unknown: usize,
    /// The same as a sentence.
    pub sentence: String,
    /// Once all of them are there: what was made for switches since. More than that the cluster does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switches: Option<String>,
}
