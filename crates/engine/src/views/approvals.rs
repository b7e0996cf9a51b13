//! Approvals of changes, for fabrics that ask for four eyes.

use serde::{Deserialize, Serialize};

use super::Millis;

/// What somebody approves.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Approve {
    /// The revision that was looked at, as the change told it.
    pub revision: String,
    /// What there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The head of the diff that was looked at: the change is then published on it and on no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previewed: Option<String>,
}

/// Somebody's approval.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApprovalView {
    /// Who: the login.
    pub login: String,
    /// Who: the name.
    pub name: String,
    /// When.
    pub at: Millis,
    /// What they said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Whether it counts: the change is what was approved, and they wrote none of it.
    pub current: bool,
}
