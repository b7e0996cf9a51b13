//! The bounds of a request that may be done: how long it may be, how long it may take to arrive, and when
//! its work begins.

use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hedgerow_access::Principal;
use hedgerow_engine::for_request;

use crate::cost::{Cost, Lane};
use crate::extract::{self, Limited};
use crate::problem::Problem;
use crate::state::App;

/// Hands a request on within its bounds. What costs little begins at once.
pub(super) async fn run(app: &App, cost: Cost, request: Request, next: Next) -> Response {
    match bounded(app, cost, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn bounded(
    app: &App,
    cost: Cost,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let length = length(&request)?;
    if length.is_some_and(|length| length > cost.bytes) {
        return Err(Problem::too_large(cost.bytes));
    }
    let within = cost.patience(length, app.config.bounds.body);
    let limited = Limited { bytes: cost.bytes, within };
    request.extensions_mut().insert(limited);
    match cost.lane {
        Some(lane) => {
            let weight = cost.weight(length);
            in_turn(app, lane, (weight, length != Some(0), limited), request, next).await
        }
        None => Ok(next.run(request).await),
    }
}

/// Waits for a place in memory, reads the request, waits for its turn, and has it done.
async fn in_turn(
    app: &App,
    lane: Lane,
    (weight, has_body, limited): (usize, bool, Limited),
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let principal = request.extensions().get::<Principal>();
    let who = principal.and_then(Principal::user);
    let mut place = None;
    if has_body {
        place = Some(app.lanes.bodies().enter(who, weight).await?);
        let body = std::mem::take(request.body_mut());
        *request.body_mut() = Body::from(extract::read(body, limited).await?);
    }
    let admitted = app.lanes.of(lane).enter(who, weight).await?;
    let permit = std::sync::Arc::new((place, admitted));
    Ok(for_request(permit, next.run(request)).await)
}

/// The length of a body, where it is said; none is said of one that comes in pieces.
fn length(request: &Request) -> Result<Option<usize>, Problem> {
    let Some(said) = request.headers().get(CONTENT_LENGTH) else {
        return Ok(request.body().is_end_stream().then_some(0));
    };
    let length = said.to_str().ok().and_then(|said| said.parse().ok());
    length.map(Some).ok_or_else(|| Problem::malformed("`content-length` is not a length in bytes"))
}
