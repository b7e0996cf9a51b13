//! What every handler may reach.

use std::sync::Arc;

use hedgerow_sync::Engine;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::auth::TokenDigest;

/// What every handler may reach. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    /// The engine.
    pub(crate) engine: Engine,
    /// What is kept of the administrator's token.
    pub(crate) token: TokenDigest,
    /// Held from the comparison of an `If-Match` to the write it guards.
    pub(crate) settings: Arc<Mutex<()>>,
    /// Cancelled when the server stops: streams end then.
    pub(crate) stopping: CancellationToken,
}
