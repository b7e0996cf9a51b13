//! Repositories: connect, look at, test, disconnect.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use hedgerow_engine::Engine;
use hedgerow_engine::views::{
    BranchesView, LookQuery, LookView, NewRepository, Page, RepositorySettings, RepositoryView,
    Scope,
};

use crate::acting::{Acting, Within};
use crate::etag;
use crate::extract::{Body, Named, Parameters};
use crate::page::PageQuery;
use crate::problem::{Problem, Problems};
use crate::state::App;
use crate::task::to_the_end;

/// The connected repositories, by name
#[utoipa::path(get, path = "/repositories", tag = "repositories", operation_id = "listRepositories",
    params(PageQuery),
    responses((status = 200, description = "Those that one may know of.", body = Page<RepositoryView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Within(scope): Within,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<Page<RepositoryView>>, Problem> {
    Ok(Json(app.engine.repositories(&scope, &query.request()).await?))
}

/// Connect a repository
///
/// The remote is asked once: what cannot be reached is not connected.
#[utoipa::path(post, path = "/repositories", tag = "repositories", operation_id = "addRepository",
    request_body = NewRepository,
    responses((status = 201, description = "It is connected.", body = RepositoryView), Problems))]
pub(crate) async fn add(
    Acting(engine): Acting,
    Body(new): Body<NewRepository>,
) -> Result<(StatusCode, Json<RepositoryView>), Problem> {
    let added = to_the_end(async move { engine.add_repository(new).await }).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// One repository
#[utoipa::path(get, path = "/repositories/{repository}", tag = "repositories", operation_id = "getRepository",
    params(("repository" = String, Path, description = "Its name.")),
    responses((status = 200, description = "The repository.", body = RepositoryView,
        headers(("etag" = String, description = "Names its settings, for `if-match`."))), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    Within(scope): Within,
    Named(name): Named<String>,
) -> Result<Response, Problem> {
    shown(&app.engine, &scope, &name).await
}

/// Change a repository's settings
///
/// The remote is asked with them first; what it does not take is not kept.
#[utoipa::path(patch, path = "/repositories/{repository}", tag = "repositories", operation_id = "updateRepository",
    params(("repository" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the settings that were looked at.")),
    request_body = RepositorySettings,
    responses((status = 200, description = "The settings hold.", body = RepositoryView), Problems))]
pub(crate) async fn update(
    Acting(engine): Acting,
    Named(name): Named<String>,
    headers: HeaderMap,
    Body(settings): Body<RepositorySettings>,
) -> Result<Response, Problem> {
    let expected = etag::revision(&headers)?;
    let (changing, of) = (engine.clone(), name.clone());
    to_the_end(async move { changing.update_repository(&of, settings, expected).await }).await?;
    shown(&engine, &Scope::All, &name).await
}

/// Disconnect a repository
///
/// Refused while a fabric uses it. Nothing is changed in Git.
#[utoipa::path(delete, path = "/repositories/{repository}", tag = "repositories", operation_id = "removeRepository",
    params(("repository" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the settings that were looked at.")),
    responses((status = 204, description = "It is disconnected."), Problems))]
pub(crate) async fn remove(
    Acting(engine): Acting,
    Named(name): Named<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let expected = etag::revision(&headers)?;
    to_the_end(async move { engine.remove_repository(&name, expected).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Test a repository's connection and credential, live
#[utoipa::path(post, path = "/repositories/{repository}/test", tag = "repositories", operation_id = "testRepository",
    params(("repository" = String, Path, description = "Its name.")),
    responses((status = 200, description = "The remote answered.", body = RepositoryView), Problems))]
pub(crate) async fn test(
    Acting(engine): Acting,
    Named(name): Named<String>,
) -> Result<Json<RepositoryView>, Problem> {
    let tested = to_the_end(async move { engine.test_repository(&name).await }).await?;
    Ok(Json(tested))
}

/// The branches that a repository's remote has now
///
/// The remote is asked, live.
#[utoipa::path(get, path = "/repositories/{repository}/branches", tag = "repositories", operation_id = "listBranches",
    params(("repository" = String, Path, description = "Its name.")),
    responses((status = 200, description = "The branches, the default one first.", body = BranchesView), Problems))]
pub(crate) async fn branches(
    Acting(engine): Acting,
    Named(name): Named<String>,
) -> Result<Json<BranchesView>, Problem> {
    let found = to_the_end(async move { engine.branches(&name).await }).await?;
    Ok(Json(found))
}

/// What a directory of a repository has
///
/// The branch is fetched, and the directory read as a fabric's would be for the first time; nothing is written. What could not
/// be read to the end says so.
#[utoipa::path(get, path = "/repositories/{repository}/look", tag = "repositories", operation_id = "lookAtDirectory",
    params(("repository" = String, Path, description = "Its name."), LookQuery),
    responses((status = 200, description = "Its directories, and what a fabric there would have.", body = LookView),
        Problems))]
pub(crate) async fn look(
    Acting(engine): Acting,
    Named(name): Named<String>,
    Parameters(query): Parameters<LookQuery>,
) -> Result<Json<LookView>, Problem> {
    let found = to_the_end(async move { engine.look_at(&name, query).await }).await?;
    Ok(Json(found))
}

/// The repository, under the revision of its settings.
async fn shown(engine: &Engine, scope: &Scope, name: &str) -> Result<Response, Problem> {
    let revision = engine.repository_revision(name).await?;
    Ok(etag::at_revision(engine.repository(scope, name).await?, Some(revision)))
}
