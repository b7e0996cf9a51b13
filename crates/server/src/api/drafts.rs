//! Saving drafts.

use axum::Json;
use axum::extract::State;
use hedgerow_sync::views::{ChangeView, DraftRequest};

use crate::extract::{Body, Named};
use crate::problem::{Problem, Problems};
use crate::state::App;
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
    State(app): State<App>,
    Named(fabric): Named<String>,
    Body(request): Body<DraftRequest>,
) -> Result<Json<ChangeView>, Problem> {
    Ok(Json(to_the_end(async move { app.engine.save_drafts(&fabric, request).await }).await?))
}
