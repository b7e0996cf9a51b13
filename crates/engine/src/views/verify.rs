//! What is asked of a verification.

use hedgerow_model::{Millis, VerifyOutcome};
use serde::{Deserialize, Serialize};

/// What is asked of a verification.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VerifyRequest {
    /// Whether the database is repaired from Git and the cluster. What people wrote is never changed.
    #[serde(default)]
    pub repair: bool,
}

/// What a fabric's last verification came to.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifiedView {
    /// In a word.
    pub outcome: VerifyOutcome,
    /// How many differences there were.
    pub differences: i64,
    /// When it ended.
    pub at: Millis,
}
