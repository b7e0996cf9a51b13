//! Credentials: store, look at, change, exchange, try, remove. No answer holds a secret.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hedgerow_engine::views::{CredentialSettings, CredentialView, NewCredential, Page, Rotation};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::acting::Acting;
use crate::etag;
use crate::extract::{Body, Named, Parameters};
use crate::page::PageQuery;
use crate::problem::{Problem, Problems};
use crate::state::App;
use crate::task::to_the_end;

/// How a secret is exchanged.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RotationQuery {
    /// Take the new secret without trying it with the repositories first.
    #[serde(default)]
    untested: bool,
}

/// The credentials, by name
#[utoipa::path(get, path = "/credentials", tag = "credentials", operation_id = "listCredentials",
    params(PageQuery),
    responses((status = 200, description = "All of them, those of the configuration among them.", body = Page<CredentialView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<Page<CredentialView>>, Problem> {
    Ok(Json(app.engine.credentials(&query.request()).await?))
}

/// Store a credential
///
/// Its secret is sealed, and answered by nothing from then on.
#[utoipa::path(post, path = "/credentials", tag = "credentials", operation_id = "addCredential",
    request_body = NewCredential,
    responses((status = 201, description = "It is stored.", body = CredentialView,
        headers(("etag" = String, description = "Names it as it is, for `if-match`."))), Problems))]
pub(crate) async fn add(
    Acting(engine): Acting,
    Body(new): Body<NewCredential>,
) -> Result<Response, Problem> {
    let added = to_the_end(async move { engine.add_credential(new).await }).await?;
    Ok((StatusCode::CREATED, tagged(added)).into_response())
}

/// One credential
#[utoipa::path(get, path = "/credentials/{credential}", tag = "credentials", operation_id = "getCredential",
    params(("credential" = String, Path, description = "Its name.")),
    responses((status = 200, description = "The credential without its secret.", body = CredentialView,
        headers(("etag" = String, description = "Names it as it is, for `if-match`."))), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    Named(name): Named<String>,
) -> Result<Response, Problem> {
    Ok(tagged(app.engine.credential(&name).await?))
}

/// Change what describes a credential
///
/// Its secret stays. One of the server's configuration is changed there.
#[utoipa::path(patch, path = "/credentials/{credential}", tag = "credentials", operation_id = "updateCredential",
    params(("credential" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of what was looked at.")),
    request_body = CredentialSettings,
    responses((status = 200, description = "As it is now.", body = CredentialView), Problems))]
pub(crate) async fn update(
    Acting(engine): Acting,
    Named(name): Named<String>,
    headers: HeaderMap,
    Body(settings): Body<CredentialSettings>,
) -> Result<Response, Problem> {
    let expected = etag::revision(&headers)?;
    let updated =
        to_the_end(async move { engine.update_credential(&name, settings, expected).await });
    Ok(tagged(updated.await?))
}

/// Exchange a credential's secret
///
/// The new one is tried with every repository that uses the credential; until all of them took it,
/// the old one stays in use.
#[utoipa::path(put, path = "/credentials/{credential}/secret", tag = "credentials", operation_id = "rotateCredential",
    params(("credential" = String, Path, description = "Its name."), RotationQuery,
        ("if-match" = Option<String>, Header, description = "The `etag` of what was looked at.")),
    request_body = Rotation,
    responses((status = 200, description = "The new secret is in use.", body = CredentialView), Problems))]
pub(crate) async fn rotate(
    Acting(engine): Acting,
    Named(name): Named<String>,
    Parameters(query): Parameters<RotationQuery>,
    headers: HeaderMap,
    Body(rotation): Body<Rotation>,
) -> Result<Response, Problem> {
    let expected = etag::revision(&headers)?;
    let rotated = to_the_end(async move {
        engine.rotate_credential(&name, rotation, query.untested, expected).await
    });
    Ok(tagged(rotated.await?))
}

/// Try a credential, live
///
/// With every repository that uses it. That it does not work is an answer: `state` and `problem` say
/// so.
#[utoipa::path(post, path = "/credentials/{credential}/test", tag = "credentials", operation_id = "testCredential",
    params(("credential" = String, Path, description = "Its name.")),
    responses((status = 200, description = "The outcome for each remote.", body = CredentialView), Problems))]
pub(crate) async fn test(
    Acting(engine): Acting,
    Named(name): Named<String>,
) -> Result<Response, Problem> {
    Ok(tagged(to_the_end(async move { engine.test_credential(&name).await }).await?))
}

/// Remove a credential
///
/// Refused while a repository uses it.
#[utoipa::path(delete, path = "/credentials/{credential}", tag = "credentials", operation_id = "removeCredential",
    params(("credential" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of what was looked at.")),
    responses((status = 204, description = "It is removed."), Problems))]
pub(crate) async fn remove(
    Acting(engine): Acting,
    Named(name): Named<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let expected = etag::revision(&headers)?;
    to_the_end(async move { engine.remove_credential(&name, expected).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn tagged(view: CredentialView) -> Response {
    let revision = view.revision;
    etag::at_revision(view, revision)
}
