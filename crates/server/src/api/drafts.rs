//! Saving drafts, and setting fields of several resources.

use axum::Json;
use hedgerow_engine::views::{ChangeView, DraftRequest, SetFieldsRequest, SetFieldsView};

use crate::acting::Acting;
use crate::extract::{Body, Named};
use crate::problem::{Problem, Problems};
use crate::task::to_the_end;

/// Save drafts in a change
///
/// The change is opened when there is none of the name. All edits are saved, or none. An edit of a
/// whole text names the revision it was made on; when somebody saved another in between it is
/// refused with 412.
#[utoipa::path(post, path = "/fabrics/{fabric}/drafts", tag = "changes", operation_id = "saveDrafts",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = DraftRequest,
    responses((status = 200, description = "The change with its drafts.", body = ChangeView), Problems))]
pub(crate) async fn save(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    Body(request): Body<DraftRequest>,
) -> Result<Json<ChangeView>, Problem> {
    Ok(Json(to_the_end(async move { engine.save_drafts(&fabric, request).await }).await?))
}

/// Set the same fields of several resources
///
/// With `preview`, tells what would become of each and saves nothing. Else those that can be changed are saved together
/// as drafts of the change, and nothing is published: what has the values already, cannot be edited, or would break a
/// rule that it does not break now stays as it is, and so does what another person changed since the preview (`seen`).
#[utoipa::path(post, path = "/fabrics/{fabric}/set", tag = "changes", operation_id = "setFields",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = SetFieldsRequest,
    responses((status = 200, description = "What became of each, or would.", body = SetFieldsView), Problems))]
pub(crate) async fn set(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    Body(request): Body<SetFieldsRequest>,
) -> Result<Json<SetFieldsView>, Problem> {
    Ok(Json(to_the_end(async move { engine.set_fields(&fabric, request).await }).await?))
}
