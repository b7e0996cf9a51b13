//! Sessions: logging in and out, one's own sessions.

use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hedgerow_access::{Brought, LoggedIn, Secret, SessionInfo};
use hedgerow_engine::views::{Millis, Page};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::me::Me;
use crate::auth::cookie::{self, Kind};
use crate::extract::{Body, Named, Parameters};
use crate::page::PageQuery;
use crate::principal::{Caller, From};
use crate::problem::{Problem, Problems};
use crate::state::App;

/// Who logs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogInRequest {
    /// Their login.
    login: String,
    /// Their password.
    #[schema(format = Password)]
    password: String,
}

/// One's own session in a browser.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// Its number.
    id: i64,
    /// When it began.
    created_at: Millis,
    /// When it was last used, to a minute.
    seen_at: Millis,
    /// When it ends at the latest.
    expires_at: Millis,
    /// The network address it began at.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// What the browser calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<String>,
    /// Whether it is the one that asks.
    current: bool,
}

impl std::convert::From<SessionInfo> for SessionView {
    fn from(session: SessionInfo) -> Self {
        Self {
            id: session.id,
            created_at: session.created_at,
            seen_at: session.seen_at,
            expires_at: session.expires_at,
            from: session.from,
            agent: session.agent,
            current: session.current,
        }
    }
}

/// Log in
///
/// The answer sets a cookie. Unsafe requests with it repeat `csrf` in the header `x-csrf-token`. After
/// some wrong tries the next ones have to wait: 429 with `retry-after`. A second cookie, kept for half a year,
/// has the next log-in with this browser counted apart from what others try.
#[utoipa::path(post, path = "/session", tag = "people", operation_id = "logIn", security(()),
    request_body = LogInRequest,
    responses((status = 200, description = "Who they are; the cookie is their session.", body = Me), Problems))]
pub(crate) async fn log_in(
    State(app): State<App>,
    From(visit): From,
    headers: HeaderMap,
    Body(request): Body<LogInRequest>,
) -> Result<Response, Problem> {
    let read = |kind| cookie::read(kind, &headers, app.config.encrypted());
    let brought = Brought { session: read(Kind::Session), device: read(Kind::Device) };
    let password = Secret::from_text(request.password);
    let entered = app.people.log_in(&visit, &request.login, &password, &brought).await?;
    let answer = Json(Me::of(&entered.principal, &app)).into_response();
    Ok(with_cookies(&app, &entered, answer))
}

/// Log out
///
/// Ends the session of the cookie that comes along.
#[utoipa::path(delete, path = "/session", tag = "people", operation_id = "logOut",
    responses((status = 204, description = "The session has ended."), Problems))]
pub(crate) async fn log_out(
    State(app): State<App>,
    Caller(principal): Caller,
) -> Result<Response, Problem> {
    app.people.log_out(&principal).await?;
    let mut answer = StatusCode::NO_CONTENT.into_response();
    if let Some(header) = cookie::take(Kind::Session, app.config.encrypted()) {
        answer.headers_mut().insert(SET_COOKIE, header);
    }
    Ok(answer)
}

/// One's own sessions
#[utoipa::path(get, path = "/me/sessions", tag = "people", operation_id = "listSessions",
    params(PageQuery),
    responses((status = 200, description = "Those that hold, the newest first.", body = Page<SessionView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Caller(principal): Caller,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<Page<SessionView>>, Problem> {
    let ask = query.request();
    let limit = ask.length()?;
    let rows = app.people.sessions(&principal, ask.after("sessions")?, limit + 1).await?;
    Ok(Json(Page::cut(rows, limit, "sessions", |session| session.id).map(SessionView::from)))
}

/// End one of one's own sessions
#[utoipa::path(delete, path = "/me/sessions/{id}", tag = "people", operation_id = "endSession",
    params(("id" = i64, Path, description = "Its number.")),
    responses((status = 204, description = "It has ended."), Problems))]
pub(crate) async fn end(
    State(app): State<App>,
    Caller(principal): Caller,
    Named(session): Named<i64>,
) -> Result<StatusCode, Problem> {
    app.people.end_session(&principal, session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An answer that gives a browser its new session, and what it is recognised by.
pub(super) fn with_cookies(app: &App, entered: &LoggedIn, answer: Response) -> Response {
    let answer = with_cookie(app, Kind::Session, Some(&entered.secret), answer);
    with_cookie(app, Kind::Device, entered.device.as_ref(), answer)
}

/// An answer that gives a browser a cookie, if there is one to give.
pub(super) fn with_cookie(
    app: &App,
    kind: Kind,
    secret: Option<&Secret>,
    mut answer: Response,
) -> Response {
    let header = secret.and_then(|secret| cookie::give(kind, secret, app.config.encrypted()));
    if let Some(header) = header {
        answer.headers_mut().append(SET_COOKIE, header);
    }
    answer
}
