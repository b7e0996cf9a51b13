//! Whoever sent the request, for handlers.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use hedgerow_access::{Principal, Visit};
use hedgerow_model::ChangeId;

use crate::problem::Problem;

/// Whoever sent the request.
pub(crate) struct Caller(pub(crate) Principal);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Principal>().cloned().map(Self).ok_or_else(unasked)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Problem> {
        Ok(parts.extensions.get::<Principal>().cloned().map(Self))
    }
}

/// Where the request came from, and with which program.
pub(crate) struct From(pub(crate) Visit);

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Visit>().cloned().map(Self).ok_or_else(unasked)
    }
}

/// The change that `{change}` of the path means for whoever sent the request, by its id. A name may
/// be that of a change in another fabric too, which they do not see.
pub(crate) struct TheChange(pub(crate) String);

/// What the gate made of `{change}`.
#[derive(Clone, Copy)]
pub(crate) struct MeantChange(pub(crate) ChangeId);

impl<S: Send + Sync> FromRequestParts<S> for TheChange {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let meant = parts.extensions.get::<MeantChange>().ok_or_else(unasked)?;
        Ok(Self(meant.0.to_string()))
    }
}

fn unasked() -> Problem {
    Problem::internal("a handler was reached past the gate")
}
