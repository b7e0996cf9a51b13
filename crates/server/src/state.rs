//! What every handler may reach.

use std::sync::Arc;

use hedgerow_access::{DeviceKeys, Digest, People};
use hedgerow_engine::Engine;
use tokio_util::sync::CancellationToken;

use crate::auth::Operations;
use crate::config::ServerConfig;
use crate::cost::Lanes;

/// What every handler may reach. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    /// The engine.
    pub(crate) engine: Engine,
    /// The accounts of people, their sessions and tokens.
    pub(crate) people: People,
    /// What is kept of the installation's own token.
    pub(crate) token: Digest,
    /// What the server was told.
    pub(crate) config: Arc<ServerConfig>,
    /// What bounds the work of requests.
    pub(crate) lanes: Lanes,
    /// The operations of the API, each with what it needs.
    pub(crate) operations: Arc<Operations>,
    /// Cancelled when the server stops: streams end then.
    pub(crate) stopping: CancellationToken,
}

impl App {
    pub(crate) fn new(engine: Engine, config: ServerConfig) -> Self {
        let people = People::new(
            engine.store().clone(),
            DeviceKeys::of(engine.keyring()),
            config.clock.clone(),
            config.setup_code.clone(),
        );
        Self {
            people,
            engine,
            token: config.admin_token.digest(),
            operations: Arc::new(Operations::of(&crate::openapi())),
            lanes: Lanes::new(&config.bounds),
            config: Arc::new(config),
            stopping: CancellationToken::new(),
        }
    }
}
