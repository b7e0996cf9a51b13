//! One's own API tokens.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use hedgerow_access::TokenInfo;
use hedgerow_engine::views::{Millis, Page};
use hedgerow_model::Permission;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Body, Named, Parameters};
use crate::page::PageQuery;
use crate::principal::Caller;
use crate::problem::{Problem, Problems};
use crate::state::App;

/// How long a token lives when nobody says, in days.
const USUAL_DAYS: u32 = 90;

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewToken {
    /// What to call it.
    name: String,
    /// What may be done with it, at most what its owner may. `read` is always among them.
    scopes: BTreeSet<Permission>,
    /// The only fabrics it is for; wherever its owner may when left out.
    fabrics: Option<BTreeSet<String>>,
    /// For how many days, from 1 to 366; 90 when left out.
    #[schema(minimum = 1, maximum = 366)]
    expires_in_days: Option<u32>,
}

/// An API token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenView {
    /// Its number.
    id: i64,
    /// What its owner calls it.
    name: String,
    /// What may be done with it, as far as its owner may.
    scopes: Vec<Permission>,
    /// The only fabrics it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    fabrics: Option<BTreeSet<String>>,
    /// When it was made.
    created_at: Millis,
    /// When it ends.
    expires_at: Millis,
    /// When it was last used, to a minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    used_at: Option<Millis>,
    /// The network address it was last used from.
    #[serde(skip_serializing_if = "Option::is_none")]
    used_from: Option<String>,
    /// The token itself: only in the answer that makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl From<TokenInfo> for TokenView {
    fn from(token: TokenInfo) -> Self {
        Self {
            id: token.id,
            name: token.name,
            scopes: token.scopes.iter().collect(),
            fabrics: token.fabrics,
            created_at: token.created_at,
            expires_at: token.expires_at,
            used_at: token.used_at,
            used_from: token.used_from,
            token: None,
        }
    }
}

/// One's own API tokens
#[utoipa::path(get, path = "/me/tokens", tag = "people", operation_id = "listTokens",
    params(PageQuery),
    responses((status = 200, description = "The newest first, without the tokens themselves.", body = Page<TokenView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Caller(principal): Caller,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<Page<TokenView>>, Problem> {
    let ask = query.request();
    let limit = ask.length()?;
    let rows = app.people.tokens(&principal, ask.after("tokens")?, limit + 1).await?;
    Ok(Json(Page::cut(rows, limit, "tokens", |token| token.id).map(TokenView::from)))
}

/// Make an API token
///
/// The answer has the token itself, this once.
#[utoipa::path(post, path = "/me/tokens", tag = "people", operation_id = "createToken",
    request_body = NewToken,
    responses((status = 201, description = "The token.", body = TokenView), Problems))]
pub(crate) async fn create(
    State(app): State<App>,
    Caller(principal): Caller,
    Body(request): Body<NewToken>,
) -> Result<(StatusCode, Json<TokenView>), Problem> {
    let new = hedgerow_access::NewToken {
        name: request.name,
        scopes: request.scopes.into_iter().collect(),
        fabrics: request.fabrics,
        days: request.expires_in_days.unwrap_or(USUAL_DAYS),
    };
    let (info, secret) = app.people.create_token(&principal, new).await?;
    let view = TokenView { token: Some(secret.reveal().to_owned()), ..TokenView::from(info) };
    Ok((StatusCode::CREATED, Json(view)))
}

/// Revoke one of one's own API tokens
#[utoipa::path(delete, path = "/me/tokens/{id}", tag = "people", operation_id = "revokeToken",
    params(("id" = i64, Path, description = "Its number.")),
    responses((status = 204, description = "It is of no use any more."), Problems))]
pub(crate) async fn revoke(
    State(app): State<App>,
    Caller(principal): Caller,
    Named(token): Named<i64>,
) -> Result<StatusCode, Problem> {
    app.people.revoke_token(&principal, token).await?;
    Ok(StatusCode::NO_CONTENT)
}
