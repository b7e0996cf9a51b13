//! Whoever sent the request: the engine acting for them, and what they may know of.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use hedgerow_access::Principal;
use hedgerow_engine::Engine;
use hedgerow_engine::views::Scope;
use hedgerow_model::{Actor, Permission};

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

/// The fabrics that whoever sent the request may know of: what lists and events are cut down to.
pub(crate) struct Within(pub(crate) Scope);

impl FromRequestParts<App> for Within {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get::<Scope>().cloned().map(Self).ok_or_else(nobody)
    }
}

/// The fabrics that somebody may know of.
pub(crate) fn scope_of(principal: &Principal) -> Scope {
    match principal.access.where_allowed(Permission::Read) {
        None => Scope::All,
        Some(fabrics) => Scope::Fabrics(fabrics),
    }
}

fn nobody() -> Problem {
    Problem::internal("a handler was reached without anybody being known to ask")
}
