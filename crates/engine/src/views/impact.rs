//! What would break if resources went.

use hedgerow_model::{FieldPath, Severity};
use serde::{Deserialize, Serialize};

use super::{Evidence, ResourceName};

/// What would break if resources were deleted or commented out together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImpactView {
    /// The resources, by kind and name.
    pub resources: Vec<ResourceName>,
    /// Whether one of them is live: if not, each is in comments, in a draft only, or the change has removed it, and
    /// nothing would break.
    pub live: bool,
    /// The change that was taken into account, if one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// Those that are concerned, layer by layer, those that break before those that only refer. The first ones.
    pub affected: Vec<AffectedView>,
    /// How many are concerned in each layer, the first layer first.
    pub layers: Vec<usize>,
    /// Whether the layers hold all that would be concerned; they do not where there are more layers or
    /// resources than are looked at.
    pub complete: bool,
    /// What open changes would add that refers to one of them. The first ones.
    pub planned: Vec<PlannedUse>,
    /// How many more of those there are.
    pub more_planned: usize,
    /// What could not be checked, a sentence for each reason.
    pub unchecked: Vec<String>,
    /// What this was concluded from.
    pub evidence: Evidence,
}

/// A resource that is concerned when another goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AffectedView {
    /// The resource.
    #[serde(flatten)]
    pub resource: ResourceName,
    /// 1 for what is concerned at once; 2 for what is concerned when those of layer 1 that cannot stay go too;
    /// and so on.
    pub layer: usize,
    /// Its fields that name what goes. The first ones.
    pub names: Vec<NamedAt>,
    /// The rules that would be broken; none where it only refers. The first ones.
    pub broken: Vec<AffectedRule>,
    /// How many more there are.
    pub more_broken: usize,
    /// Whether it can stay as it is: the cluster would refuse nothing of it.
    pub stays: bool,
}

/// A field that names a resource that goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedAt {
    /// The field.
    pub field: FieldPath,
    /// What it names.
    pub target: ResourceName,
}

/// A rule that would be broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AffectedRule {
    /// The rule's id.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// The resource that the message is about: the one that is concerned, or the one that goes although others
    /// need it.
    pub subject: ResourceName,
    /// Its field; absent for the whole resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldPath>,
    /// What is wrong and what to do: to be read after the field, else the resource.
    pub message: String,
}

/// What an open change would add that refers to one of the resources.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlannedUse {
    /// The change.
    pub change: String,
    /// The resource that refers.
    #[serde(flatten)]
    pub resource: ResourceName,
}
