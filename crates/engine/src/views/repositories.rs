//! Repositories and the branches of them that are in use.

use serde::{Deserialize, Serialize};

use super::{Millis, TransportSettings, TransportView};

/// A repository to be connected.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewRepository {
    /// What people call it: letters, digits, `-`, `_` and `.`.
    pub name: String,
    /// Its URL, without credentials.
    pub url: String,
    /// The branch of sources that name none; the remote's default when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The name of a credential in the server's configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// Whom TLS trusts there, what it shows, and the proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<TransportSettings>,
}

/// A connected repository.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RepositoryView {
    /// What people call it.
    pub name: String,
    /// Its URL.
    pub url: String,
    /// The branch of sources that name none.
    pub branch: String,
    /// The name of its credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// Whom TLS trusts there, what it shows, and the proxy; left out when nothing of its own is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<TransportView>,
    /// The fabrics that use it.
    pub fabrics: Vec<String>,
    /// One entry per branch in use.
    pub queues: Vec<QueueView>,
}

/// A branch of a repository that is in use.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueView {
    /// The branch.
    pub branch: String,
    /// The newest commit that was ingested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// When the remote last answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<Millis>,
    /// Why it is read-only or was not reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}
