//! What every request to the API passes first: who sent it, and whether they may have it done.
//!
//! It refuses before a handler runs. A method that the description does not have is refused, and so is
//! an operation without a line in the policy: what was forgotten is closed.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts as _, MatchedPath, Query, RawPathParams};
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hedgerow_access::{Access, Principal, Visit};
use hedgerow_model::Permission;
use serde::Deserialize;

use super::operations::Operation;
use super::place::{self, Target};
use super::{address, bounded, known, origin};
use crate::acting::scope_of;
use crate::cost::Cost;
use crate::permissions::{self, Need, No, PathParameter};
use crate::principal::MeantChange;
use crate::problem::Problem;
use crate::state::App;

/// The most characters of a browser's name that are kept.
const LONGEST_AGENT: usize = 200;

/// Lets a request pass to its handler, with who sent it, or answers it.
pub(crate) async fn gate(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match admit(&app, &mut parts).await {
        Ok(cost) => bounded::run(&app, cost, Request::from_parts(parts, body), next).await,
        Err(answer) => *answer,
    }
}

async fn admit(app: &App, parts: &mut Parts) -> Result<Cost, Box<Response>> {
    let operation = operation(app, parts)?;
    let visit = visit(app, parts);
    parts.extensions.insert(visit.clone());
    let refuse = |problem: Problem| Box::new(problem.into_response());
    let Some(need) = operation.need else {
        let reason = format!("crates/server/src/permissions.rs has no line for `{}`", operation.id);
        return Err(refuse(Problem::internal(&reason)));
    };
    if need == Need::Nothing {
        if origin::is_unsafe(&parts.method) {
            let public = app.config.public_url.as_ref().map(crate::PublicUrl::origin);
            origin::check(&parts.headers, public).map_err(|said| refuse(Problem::forged(said)))?;
        }
        return Ok(operation.cost);
    }
    let principal = known::principal(app, parts, &visit).await.map_err(refuse)?;
    allow(app, parts, operation, need, &principal).await.map_err(refuse)?;
    parts.extensions.insert(scope_of(&principal));
    parts.extensions.insert(principal.actor.clone());
    parts.extensions.insert(principal);
    Ok(operation.cost)
}

fn operation<'a>(app: &'a App, parts: &Parts) -> Result<&'a Operation, Box<Response>> {
    let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    app.operations.find(path, &parts.method).map_err(|known| {
        let problem = Problem::method_not_allowed(parts.method.as_str(), parts.uri.path());
        let mut response = problem.into_response();
        if let Ok(known) = HeaderValue::from_str(&known) {
            response.headers_mut().insert(ALLOW, known);
        }
        Box::new(response)
    })
}

fn visit(app: &App, parts: &Parts) -> Visit {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    Visit {
        address: address::client(peer, &parts.headers, &app.config.trusted_proxies),
        agent: agent.map(|agent| agent.chars().take(LONGEST_AGENT).collect()),
    }
}

async fn allow(
    app: &App,
    parts: &mut Parts,
    operation: &Operation,
    need: Need,
    principal: &Principal,
) -> Result<(), Problem> {
    let access = &principal.access;
    let target = match need {
        Need::At(place, _) => {
            let params = RawPathParams::from_request_parts(parts, app)
                .await
                .map_err(|rejection| Problem::malformed(rejection.body_text()))?;
            place::find(app.engine.store(), access, place, &params).await?
        }
        _ => Target::default(),
    };
    match (need, target.change) {
        (_, Some(change)) => {
            parts.extensions.insert(MeantChange(change));
        }
        (Need::At(PathParameter::Change | PathParameter::Published, _), None) => {
            return Err(Problem::not_found(target.what, &target.name));
        }
        (_, None) => {}
    }
    match permissions::decide(need, access, principal.session.is_some(), &target.fabrics) {
        Ok(()) => within(access, &parts.uri),
        Err(No::Invisible) => Err(Problem::not_found(target.what, &target.name)),
        Err(No::Impersonal) => {
            let detail = "this concerns a person's own account: log in with a browser; API tokens and \
                          the installation's own token cannot do it";
            Err(refused(app, operation, principal, &target, detail.to_owned()).await)
        }
        Err(No::Without(permission)) => {
            let detail = without(permission, principal, &target);
            Err(refused(app, operation, principal, &target, detail).await)
        }
    }
}

/// What is told to somebody without a permission.
fn without(permission: Permission, principal: &Principal, target: &Target) -> String {
    let place = match (target.what, target.name.as_str()) {
        ("", _) => String::new(),
        ("fabric", name) => format!(" in fabric `{name}`"),
        (what, name) => format!(" for {what} `{name}`"),
    };
    let token = match &principal.actor.token {
        Some(name) => format!(", and the token `{name}` would need it among its scopes"),
        None => String::new(),
    };
    format!(
        "this needs the permission `{permission}`{place}: {}{token}",
        permissions::who_may(permission)
    )
}

async fn refused(
    app: &App,
    operation: &Operation,
    principal: &Principal,
    target: &Target,
    detail: String,
) -> Problem {
    let fabric = target.fabrics.iter().find(|fabric| principal.access.sees(fabric));
    let subject = (!target.what.is_empty()).then(|| format!("{} {}", target.what, target.name));
    let told = app
        .people
        .refused(&principal.actor, &operation.id, fabric.map(String::as_str), subject.as_deref())
        .await;
    match told {
        Ok(()) => Problem::forbidden(detail),
        Err(error) => Problem::from(error),
    }
}

#[derive(Deserialize)]
struct FabricQuery {
    fabric: Option<String>,
}

/// A fabric that a list is asked for must be one that the caller sees.
fn within(access: &Access, uri: &Uri) -> Result<(), Problem> {
    // What cannot be read is told by the handler, which reads all of it.
    let Ok(Query(query)) = Query::<FabricQuery>::try_from_uri(uri) else { return Ok(()) };
    match query.fabric {
        Some(fabric) if !access.sees(&fabric) => Err(Problem::not_found("fabric", &fabric)),
        _ => Ok(()),
    }
}
