//! Whoever asks: who they are, what they may do, their name and password.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use hedgerow_access::{AccessError, Principal, Secret};
use hedgerow_model::{ActorKind, Permission};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::session::with_cookie;
use crate::auth::cookie::Kind;
use crate::extract::Body;
use crate::principal::{Caller, From};
use crate::problem::{Problem, Problems};
use crate::state::App;

/// The caller.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    /// A person in a browser (`user`), a person's API token, or the installation's own token.
    kind: ActorKind,
    /// The login.
    login: String,
    /// The name, for commits.
    name: String,
    /// The address, for commits.
    email: String,
    /// What the API token is called, when one was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// With a session: what unsafe requests repeat in the header `x-csrf-token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    csrf: Option<String>,
    /// Whether they administer the server.
    admin: bool,
    /// What they may do in every fabric.
    permissions: Vec<Permission>,
    /// What they may do in single fabrics, by name: all of it, what they may everywhere included.
    fabrics: BTreeMap<String, Vec<Permission>>,
    /// Whether the server shows itself, so that there is a tour to ask for.
    tour: bool,
    /// The newest event. A stream that continues from it (`since`) tells all that happens to what is read after this
    /// answer, however long the stream takes to open.
    newest_event: String,
}

impl Me {
    pub(super) fn of(principal: &Principal, app: &App) -> Self {
        let Principal { actor, access, session, .. } = principal;
        let fabrics = access.fabrics().keys();
        Self {
            kind: actor.kind,
            login: actor.login.clone(),
            name: actor.name.clone(),
            email: actor.email.clone(),
            token: actor.token.clone(),
            csrf: session.as_ref().map(|session| session.csrf.clone()),
            admin: access.administers(),
            permissions: access.everywhere().iter().collect(),
            fabrics: fabrics
                .map(|fabric| (fabric.clone(), access.in_fabric(fabric).iter().collect()))
                .collect(),
            tour: app.config.demo.is_some(),
            newest_event: app.engine.newest_event().to_string(),
        }
    }
}

/// What of oneself is to change; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeRequest {
    /// The name, for commits.
    name: Option<String>,
    /// The address, for commits.
    email: Option<String>,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordRequest {
    /// The password that holds until now.
    #[schema(format = Password)]
    current: String,
    /// The new one, of 12 characters at least.
    #[schema(format = Password)]
    new: String,
}

/// The caller, and what they may do
#[utoipa::path(get, path = "/me", tag = "people", operation_id = "getMe",
    responses((status = 200, description = "Who asks.", body = Me), Problems))]
pub(crate) async fn show(State(app): State<App>, Caller(principal): Caller) -> Json<Me> {
    Json(Me::of(&principal, &app))
}

/// Change one's own name or address
///
/// Commits from now on carry them. The address says whose commits they are: it is one account's, and only
/// an administrator changes it, their own too.
#[utoipa::path(patch, path = "/me", tag = "people", operation_id = "updateMe",
    request_body = MeRequest,
    responses((status = 200, description = "Who asks, as they are now.", body = Me), Problems))]
pub(crate) async fn update(
    State(app): State<App>,
    Caller(principal): Caller,
    Body(request): Body<MeRequest>,
) -> Result<Json<Me>, Problem> {
    let MeRequest { name, email } = request;
    let principal = app.people.update_own(&principal, name.as_deref(), email.as_deref()).await?;
    Ok(Json(Me::of(&principal, &app)))
}

/// Change one's own password
///
/// All other sessions end. A current password that is not right is 403: the session holds.
#[utoipa::path(post, path = "/me/password", tag = "people", operation_id = "changePassword",
    request_body = PasswordRequest,
    responses((status = 204, description = "The new one holds."), Problems))]
pub(crate) async fn password(
    State(app): State<App>,
    Caller(principal): Caller,
    From(visit): From,
    Body(request): Body<PasswordRequest>,
) -> Result<Response, Problem> {
    let (current, new) = (Secret::from_text(request.current), Secret::from_text(request.new));
    match app.people.change_password(&principal, &visit, &current, &new).await {
        Ok(device) => {
            let answer = StatusCode::NO_CONTENT.into_response();
            Ok(with_cookie(&app, Kind::Device, device.as_ref(), answer))
        }
        // Whoever asks is known: 401 would say that they are not.
        Err(AccessError::Denied(said)) => Err(Problem::forbidden(said)),
        Err(other) => Err(other.into()),
    }
}
