//! Fabrics are verified: Git, the database and the cluster are read afresh and compared.

use axum::Json;
use axum::extract::State;
use hedgerow_engine::views::VerifyRequest;
use hedgerow_model::VerifyReport;

use crate::acting::Acting;
use crate::extract::{Body, Named};
use crate::problem::{Problem, Problems};
use crate::state::App;
use crate::task::to_the_end;

/// What the last verification of a fabric said
///
/// It lists the first 500 differences and counts all. 404 where the fabric was never verified.
#[utoipa::path(get, path = "/fabrics/{fabric}/verify", tag = "fabrics", operation_id = "getVerification",
    params(("fabric" = String, Path, description = "Its name.")),
    responses((status = 200, description = "The report.", body = VerifyReport), Problems))]
pub(crate) async fn last(
    State(app): State<App>,
    Named(fabric): Named<String>,
) -> Result<Json<VerifyReport>, Problem> {
    Ok(Json(app.engine.verified(&fabric).await?))
}

/// Verify a fabric
///
/// Reads Git, the database and the cluster afresh and compares them: answers when that is done. A side that does not
/// answer is `not-checked` in the report. With `repair` the database is written again from Git and the cluster where it
/// differs, and all is compared once more; drafts, conflicts and decisions stay as they are.
#[utoipa::path(post, path = "/fabrics/{fabric}/verify", tag = "fabrics", operation_id = "verifyFabric",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = VerifyRequest,
    responses((status = 200, description = "The report.", body = VerifyReport), Problems))]
pub(crate) async fn verify(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    Body(request): Body<VerifyRequest>,
) -> Result<Json<VerifyReport>, Problem> {
    Ok(Json(to_the_end(async move { engine.verify(&fabric, request).await }).await?))
}
