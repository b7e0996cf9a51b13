//! Acts in a cluster that wait for a second person.

use serde::{Deserialize, Serialize};

use crate::{ApplyAct, FabricId, FieldPath, Identity, Millis, Person, UserId};

words! {
    /// What somebody asked for that somebody else has to approve.
    RequestedAct("act that waits for a second person") {
        /// Resources are brought back to what Git wants.
        Reapply = "reapply",
        /// The cluster follows Git in what needs a confirmation: many deletions, or fields of other managers.
        Apply = "apply",
    }
}

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedActs {
    /// The resources of which something would be done.
    pub resources: Vec<Identity>,
    /// Fields of other managers are taken over.
    pub take_over: bool,
    /// Many deletions at once are confirmed.
    pub confirm_deletions: bool,
}

/// What would be done to one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskedAct {
    /// The resource, as `KIND/NAME` or `KIND/NAMESPACE/NAME`.
    pub resource: String,
    /// What is done.
    pub act: ApplyAct,
    /// The fields in which the cluster follows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldPath>,
}

/// Acts that wait for a second person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActRequest {
    /// Its number.
    pub id: i64,
    /// Whose cluster it is about.
    pub fabric_id: FabricId,
    /// What kind of acts.
    pub what: RequestedAct,
    /// What was asked for.
    pub asked: AskedActs,
    /// What would be done.
    pub acts: Vec<AskedAct>,
    /// The digest of what would be done, as both sides were.
    pub digest: String,
    /// The account of who asked.
    pub user: Option<UserId>,
    /// The login of who asked.
    pub login: String,
    /// Who asked.
    pub by: Person,
    /// When.
    pub at: Millis,
}
