//! Making the first administrator.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hedgerow_access::{Secret, SetUp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::demo::DemoPerson;
use super::me::Me;
use super::session::with_cookies;
use crate::extract::Body;
use crate::principal::From;
use crate::problem::{Problem, Problems};
use crate::state::App;

/// Whether somebody has an account yet; on a demo, whom one can be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SetupView {
    /// There are no accounts: the first is to be created.
    needed: bool,
    /// Whom one can log in as: only on a server that shows itself (`hedgerow demo`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    demo: Vec<DemoPerson>,
}

/// The first administrator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetupRequest {
    /// The set-up code: the server prints it at its start, as a link.
    code: String,
    /// What they log in with.
    login: String,
    /// Their name, for commits.
    name: String,
    /// Their address, for commits.
    email: String,
    /// Their password, of 12 characters at least.
    #[schema(format = Password)]
    password: String,
}

/// Whether the first administrator is to be made
#[utoipa::path(get, path = "/setup", tag = "people", operation_id = "getSetup", security(()),
    responses((status = 200, description = "Whether there are no accounts yet.", body = SetupView), Problems))]
pub(crate) async fn show(State(app): State<App>) -> Result<Json<SetupView>, Problem> {
    let demo = app.config.demo.as_ref().map(|demo| demo.people.clone()).unwrap_or_default();
    Ok(Json(SetupView { needed: app.people.setup_needed().await?, demo }))
}

/// Make the first administrator
///
/// Once, with the code that the server printed. Logs them in.
#[utoipa::path(post, path = "/setup", tag = "people", operation_id = "setUp", security(()),
    request_body = SetupRequest,
    responses((status = 201, description = "Who they are now; the cookie is their session.", body = Me), Problems))]
pub(crate) async fn set_up(
    State(app): State<App>,
    From(visit): From,
    Body(request): Body<SetupRequest>,
) -> Result<Response, Problem> {
    let wanted = SetUp {
        code: Secret::from_text(request.code),
        login: request.login,
        name: request.name,
        email: request.email,
        password: Secret::from_text(request.password),
    };
    let entered = app.people.set_up(&visit, wanted).await?;
    (app.config.set_up)();
    let me = Me::of(&entered.principal, &app);
    Ok(with_cookies(&app, &entered, (StatusCode::CREATED, Json(me)).into_response()))
}
