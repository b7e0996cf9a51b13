//! What tells how far fabrics are in their clusters.

use axum::Json;
use axum::extract::State;
use hedgerow_engine::views::AppliersView;

use crate::extract::Named;
use crate::problem::{Problem, Problems};
use crate::state::App;

/// Who brings a fabric to its cluster, and how far they are
///
/// What the Applications of Argo CD and the Kustomizations of Flux say that point at the fabric's directory and branch. A
/// commit that is not of the branch proves nothing.
#[utoipa::path(get, path = "/fabrics/{fabric}/appliers", tag = "clusters", operation_id = "getAppliers",
    params(("fabric" = String, Path, description = "Its name.")),
    responses((status = 200, description = "What was said last.", body = AppliersView), Problems))]
pub(crate) async fn appliers(
    State(app): State<App>,
    Named(fabric): Named<String>,
) -> Result<Json<AppliersView>, Problem> {
    Ok(Json(app.engine.appliers(&fabric).await?))
}
