//! Where fabrics and repositories are: looked at first, then moved.

use axum::Json;
use axum::http::HeaderMap;
use hedgerow_engine::views::{FabricPlace, MoveView, RepositoryPlace};

use crate::acting::Acting;
use crate::etag;
use crate::extract::{Body, Named};
use crate::problem::{Problem, Problems};
use crate::task::to_the_end;

/// What moving a fabric to another branch, directory or repository would do
///
/// The new place is fetched and read; nothing is changed.
#[utoipa::path(post, path = "/fabrics/{fabric}/place/preview", tag = "fabrics", operation_id = "previewFabricMove",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = FabricPlace,
    responses((status = 200, description = "What would differ, and what is in the way.", body = MoveView), Problems))]
pub(crate) async fn preview_fabric(
    Acting(engine): Acting,
    Named(name): Named<String>,
    Body(place): Body<FabricPlace>,
) -> Result<Json<MoveView>, Problem> {
    Ok(Json(engine.preview_fabric_move(&name, place).await?))
}

/// Move a fabric to another branch, directory or repository
///
/// Its drafts stay, and meet what is there as at any sync. Nothing is changed in Git. Refused while a run
/// is under way.
#[utoipa::path(post, path = "/fabrics/{fabric}/place", tag = "fabrics", operation_id = "moveFabric",
    params(("fabric" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the settings that were looked at.")),
    request_body = FabricPlace,
    responses((status = 200, description = "It has moved; what differed.", body = MoveView), Problems))]
pub(crate) async fn move_fabric(
    Acting(engine): Acting,
    Named(name): Named<String>,
    headers: HeaderMap,
    Body(place): Body<FabricPlace>,
) -> Result<Json<MoveView>, Problem> {
    let expected = etag::revision(&headers)?;
    let moved = to_the_end(async move { engine.move_fabric(&name, place, expected).await }).await?;
    Ok(Json(moved))
}

/// What moving a repository to another URL would do to its fabrics
///
/// The URL is asked with the credential that would be used, and read; nothing is changed.
#[utoipa::path(post, path = "/repositories/{repository}/place/preview", tag = "repositories",
    operation_id = "previewRepositoryMove",
    params(("repository" = String, Path, description = "Its name.")),
    request_body = RepositoryPlace,
    responses((status = 200, description = "What would differ, and what is in the way.", body = MoveView), Problems))]
pub(crate) async fn preview_repository(
    Acting(engine): Acting,
    Named(name): Named<String>,
    Body(place): Body<RepositoryPlace>,
) -> Result<Json<MoveView>, Problem> {
    Ok(Json(engine.preview_repository_move(&name, place).await?))
}

/// Move a repository to another URL
///
/// Drafts of its fabrics stay, and meet what is there as at any sync. Nothing is changed in Git. Refused
/// while a run is under way.
#[utoipa::path(post, path = "/repositories/{repository}/place", tag = "repositories", operation_id = "moveRepository",
    params(("repository" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the settings that were looked at.")),
    request_body = RepositoryPlace,
    responses((status = 200, description = "It has moved; what differed.", body = MoveView), Problems))]
pub(crate) async fn move_repository(
    Acting(engine): Acting,
    Named(name): Named<String>,
    headers: HeaderMap,
    Body(place): Body<RepositoryPlace>,
) -> Result<Json<MoveView>, Problem> {
    let expected = etag::revision(&headers)?;
    let moving = async move { engine.move_repository(&name, place, expected).await };
    Ok(Json(to_the_end(moving).await?))
}
