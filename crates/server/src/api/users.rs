//! The accounts of people, for those who administer.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hedgerow_access::{Account, AccountPatch, Grant, NewAccount, Secret};
use hedgerow_engine::views::{Millis, Page};
use hedgerow_model::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::etag;
use crate::extract::{Body, Named, Parameters};
use crate::page::PageQuery;
use crate::principal::Caller;
use crate::problem::{Problem, Problems};
use crate::state::App;

/// A role, in one fabric or in all of them.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleView {
    /// The fabric; all of them, now and later, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fabric: Option<String>,
    /// The role.
    role: Role,
}

/// A person's account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserView {
    /// What they log in with.
    login: String,
    /// Their name, for commits.
    name: String,
    /// Their address, for commits.
    email: String,
    /// Whether they may come in.
    active: bool,
    /// Their roles.
    roles: Vec<RoleView>,
    /// When it was made.
    created_at: Millis,
    /// When they were last seen, in a session or by a token, to a minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen_at: Option<Millis>,
}

/// A person's account to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUser {
    /// What they log in with; never changes.
    login: String,
    /// Their name, for commits.
    name: String,
    /// Their address, for commits.
    email: String,
    /// Their first password, of 12 characters at least.
    #[schema(format = Password)]
    password: String,
    /// Whether they may come in; yes when left out.
    active: Option<bool>,
    /// Their roles; none when left out.
    #[serde(default)]
    roles: Vec<RoleView>,
}

/// What of an account is to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserSettings {
    /// Their name, for commits.
    name: Option<String>,
    /// Their address, for commits.
    email: Option<String>,
    /// Whether they may come in; `false` ends their sessions.
    active: Option<bool>,
    /// All of their roles.
    roles: Option<Vec<RoleView>>,
    /// A new password; ends their sessions.
    #[schema(format = Password)]
    password: Option<String>,
}

impl From<Grant> for RoleView {
    fn from(grant: Grant) -> Self {
        Self { fabric: grant.fabric, role: grant.role }
    }
}

impl From<RoleView> for Grant {
    fn from(role: RoleView) -> Self {
        Self { fabric: role.fabric, role: role.role }
    }
}

impl From<Account> for UserView {
    fn from(account: Account) -> Self {
        Self {
            login: account.login,
            name: account.name,
            email: account.email,
            active: account.active,
            roles: account.grants.into_iter().map(RoleView::from).collect(),
            created_at: account.created_at,
            seen_at: account.seen_at,
        }
    }
}

/// The accounts of people
#[utoipa::path(get, path = "/users", tag = "people", operation_id = "listUsers",
    params(PageQuery),
    responses((status = 200, description = "By login.", body = Page<UserView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<Page<UserView>>, Problem> {
    let ask = query.request();
    let limit = ask.length()?;
    let after: Option<String> = ask.after("users")?;
    let rows = app.people.accounts(after.as_deref(), limit + 1).await?;
    let page = Page::cut(rows, limit, "users", |account| account.login.clone());
    Ok(Json(page.map(UserView::from)))
}

/// Make a person's account
#[utoipa::path(post, path = "/users", tag = "people", operation_id = "createUser",
    request_body = NewUser,
    responses((status = 201, description = "The account.", body = UserView), Problems))]
pub(crate) async fn create(
    State(app): State<App>,
    Caller(principal): Caller,
    Body(request): Body<NewUser>,
) -> Result<Response, Problem> {
    let new = NewAccount {
        login: request.login,
        name: request.name,
        email: request.email,
        password: Secret::from_text(request.password),
        active: request.active.unwrap_or(true),
        grants: request.roles.into_iter().map(Grant::from).collect(),
    };
    let account = app.people.create_account(&principal.actor, new).await?;
    Ok((StatusCode::CREATED, tagged(account)).into_response())
}

/// One account
///
/// The header `etag` names what was looked at, for `if-match` when it is changed or removed.
#[utoipa::path(get, path = "/users/{login}", tag = "people", operation_id = "getUser",
    params(("login" = String, Path, description = "Their login.")),
    responses((status = 200, description = "The account.", body = UserView,
        headers(("etag" = String, description = "Names what was looked at."))), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    Named(login): Named<String>,
) -> Result<Response, Problem> {
    Ok(tagged(app.people.account(&login).await?))
}

/// Change an account
#[utoipa::path(patch, path = "/users/{login}", tag = "people", operation_id = "updateUser",
    params(("login" = String, Path, description = "Their login."),
        ("if-match" = Option<String>, Header, description = "The `etag` of what was looked at.")),
    request_body = UserSettings,
    responses((status = 200, description = "The account as it is now.", body = UserView), Problems))]
pub(crate) async fn update(
    State(app): State<App>,
    Caller(principal): Caller,
    Named(login): Named<String>,
    headers: HeaderMap,
    Body(request): Body<UserSettings>,
) -> Result<Response, Problem> {
    let patch = AccountPatch {
        name: request.name,
        email: request.email,
        active: request.active,
        grants: request.roles.map(|roles| roles.into_iter().map(Grant::from).collect()),
        password: request.password.map(Secret::from_text),
    };
    let looked_at = etag::revision(&headers)?;
    let account = app.people.update_account(&principal.actor, &login, patch, looked_at).await?;
    Ok(tagged(account))
}

/// Remove an account
///
/// Its sessions, tokens and roles go along. What the person wrote keeps their name.
#[utoipa::path(delete, path = "/users/{login}", tag = "people", operation_id = "deleteUser",
    params(("login" = String, Path, description = "Their login."),
        ("if-match" = Option<String>, Header, description = "The `etag` of what was looked at.")),
    responses((status = 204, description = "It is removed."), Problems))]
pub(crate) async fn remove(
    State(app): State<App>,
    Caller(principal): Caller,
    Named(login): Named<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let looked_at = etag::revision(&headers)?;
    app.people.delete_account(&principal.actor, &login, looked_at).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn tagged(account: Account) -> Response {
    let revision = account.revision;
    etag::at_revision(UserView::from(account), Some(revision))
}
