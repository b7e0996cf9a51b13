//! What tells how far fabrics are in their clusters.

use axum::Json;
use axum::extract::State;
use hedgerow_engine::views::{AppliersView, Page, SwitchesView, UndoneView};

use super::drift::OfQuery;
use crate::extract::{Named, Parameters};
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

/// Edits in a fabric's cluster that Argo CD or Flux undid, the newest first
///
/// Only what was seen twice: somebody's value, and afterwards one that Git wants or wanted, written by the applier. The
/// newest thousand of a fabric are kept. None of them is drift: nothing of them is there any more.
#[utoipa::path(get, path = "/fabrics/{fabric}/undone", tag = "clusters", operation_id = "listUndone",
    params(("fabric" = String, Path, description = "Its name."), OfQuery),
    responses((status = 200, description = "The edits.", body = Page<UndoneView>), Problems))]
pub(crate) async fn undone(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<OfQuery>,
) -> Result<Json<Page<UndoneView>>, Problem> {
    let (query, page) = query.split();
    Ok(Json(app.engine.undone(&fabric, &query, &page).await?))
}

/// What the agents of a fabric's switches say they applied
///
/// A switch is as the fabric last made it where its agent applied the newest configuration and was heard of lately. Which
/// commit a configuration carries the cluster does not tell.
#[utoipa::path(get, path = "/fabrics/{fabric}/switches", tag = "clusters", operation_id = "getSwitches",
    params(("fabric" = String, Path, description = "Its name.")),
    responses((status = 200, description = "What was said last.", body = SwitchesView), Problems))]
pub(crate) async fn switches(
    State(app): State<App>,
    Named(fabric): Named<String>,
) -> Result<Json<SwitchesView>, Problem> {
    Ok(Json(app.engine.switches(&fabric).await?))
}
