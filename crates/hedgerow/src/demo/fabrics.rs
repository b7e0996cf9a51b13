//! Connecting the sample repository and its fabrics, and reading them for the first time.

use hedgerow_engine::views::{NewFabric, NewRepository, Scope};
use hedgerow_engine::{Engine, EngineError};
use hedgerow_model::{Layout, PublishMode};

use crate::exit::Failure;

/// The fabric in Hedgerow's own layout.
const FABRIC_A: &str = "fabric-a";

/// The fabric that is taken as it stands.
const FABRIC_B: &str = "fabric-b";

/// The repository's name.
const REPOSITORY: &str = "demo";

/// Connects what is not connected yet, and syncs both fabrics.
pub(crate) async fn connect(engine: &Engine, url: &str) -> Result<(), Failure> {
    let failed = |error: EngineError| Failure::refused(error.to_string());
    match engine.repository(&Scope::All, REPOSITORY).await {
        Ok(_) => {}
        Err(EngineError::NotFound { .. }) => {
            let new = NewRepository {
                name: REPOSITORY.to_owned(),
                url: url.to_owned(),
                branch: Some("main".to_owned()),
                credential: None,
                transport: None,
            };
            engine.add_repository(new).await.map_err(failed)?;
        }
        Err(error) => return Err(failed(error)),
    }
    for (name, layout) in [(FABRIC_A, Layout::Managed), (FABRIC_B, Layout::InPlace)] {
        match engine.fabric(name).await {
            Ok(_) => {}
            Err(EngineError::NotFound { .. }) => {
                engine.add_fabric(fabric(name, layout)).await.map_err(failed)?;
            }
            Err(error) => return Err(failed(error)),
        }
        engine.sync(name).await.map_err(failed)?;
    }
    Ok(())
}

fn fabric(name: &str, layout: Layout) -> NewFabric {
    NewFabric {
        name: name.to_owned(),
        repository: REPOSITORY.to_owned(),
        directory: name.to_owned(),
        layout,
        branch: None,
        crds: Vec::new(),
        exclude: Vec::new(),
        publish: PublishMode::Manual,
        quiet_seconds: 20,
        four_eyes: false,
    }
}
