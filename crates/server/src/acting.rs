//! The engine, with whoever sent the request as the one who asks.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use hedgerow_model::Actor;
use hedgerow_sync::Engine;

use crate::problem::Problem;
use crate::state::App;

/// The engine, acting for whoever sent the request: what handlers write with.
pub(crate) struct Acting(pub(crate) Engine);

impl FromRequestParts<App> for Acting {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let actor = parts.extensions.get::<Actor>().cloned().ok_or_else(nobody)?;
        Ok(Self(app.engine.acting_as(actor)))
    }
}

fn nobody() -> Problem {
    Problem::internal("a handler was reached without anybody being known to ask")
}
