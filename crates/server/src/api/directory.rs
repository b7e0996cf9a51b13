//! Initialising or repairing a fabric's directory: looked at first, then applied.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use hedgerow_engine::views::RepairView;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::acting::Acting;
use crate::etag;
use crate::extract::{Named, OptionalBody};
use crate::problem::{Problem, Problems};
use crate::state::App;
use crate::task::to_the_end;

/// A request to apply what was previewed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApplyRequest {
    /// The head of the preview; refused with 412 when the branch moved since.
    previewed: Option<String>,
}

/// What would be initialised or repaired
///
/// The header `etag` names the head it was computed on, for `if-match` when it is applied.
#[utoipa::path(get, path = "/fabrics/{fabric}/directory", tag = "fabrics", operation_id = "previewDirectory",
    params(("fabric" = String, Path, description = "Its name.")),
    responses((status = 200, description = "The preview; without actions when nothing needs to be done.", body = RepairView,
        headers(("etag" = String, description = "The head."))), Problems))]
pub(crate) async fn preview(
    State(app): State<App>,
    Named(fabric): Named<String>,
) -> Result<Response, Problem> {
    let view = app.engine.directory_preview(&fabric).await?;
    let tag = view.head.as_deref().and_then(etag::header);
    let mut response = Json(view).into_response();
    response.headers_mut().extend(tag);
    Ok(response)
}

/// Initialise or repair, as one commit
#[utoipa::path(post, path = "/fabrics/{fabric}/directory", tag = "fabrics", operation_id = "applyDirectory",
    params(("fabric" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The head of the preview; the same as `previewed`.")),
    request_body = Option<ApplyRequest>,
    responses((status = 200, description = "What was done, with its commit.", body = RepairView), Problems))]
pub(crate) async fn apply(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    headers: HeaderMap,
    OptionalBody(request): OptionalBody<ApplyRequest>,
) -> Result<Json<RepairView>, Problem> {
    let previewed = request.previewed.or(etag::wanted(&headers)?);
    let applied =
        to_the_end(async move { engine.directory_apply(&fabric, previewed).await }).await?;
    Ok(Json(applied))
}
