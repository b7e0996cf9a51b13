//! A fabric's resources, and what is wrong in its files.

use axum::Json;
use axum::extract::State;
use hedgerow_sync::views::{FindingView, Picture, ResourceQuery, ResourceView};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Named, Parameters};
use crate::problem::{Problem, Problems};
use crate::state::App;

/// Which resources are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ResourcesQuery {
    /// `KIND`, `KIND/NAME` or `KIND/NAMESPACE/NAME`; everything when left out.
    only: Option<String>,
    /// Which picture of them.
    #[serde(default)]
    picture: Picture,
    /// Whether texts and values are wanted too.
    #[serde(default)]
    content: bool,
}

/// The resources of a fabric
#[utoipa::path(get, path = "/fabrics/{fabric}/resources", tag = "fabrics", operation_id = "listResources",
    params(("fabric" = String, Path, description = "Its name."), ResourcesQuery),
    responses((status = 200, description = "Those that were asked for.", body = [ResourceView]), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<ResourcesQuery>,
) -> Result<Json<Vec<ResourceView>>, Problem> {
    let query = ResourceQuery { only: query.only, picture: query.picture, content: query.content };
    Ok(Json(app.engine.resources(&fabric, &query).await?))
}

/// What is wrong in a fabric's files, and what stays in raw/ and why
#[utoipa::path(get, path = "/fabrics/{fabric}/findings", tag = "fabrics", operation_id = "listFindings",
    params(("fabric" = String, Path, description = "Its name.")),
    responses((status = 200, description = "All of it.", body = [FindingView]), Problems))]
pub(crate) async fn findings(
    State(app): State<App>,
    Named(fabric): Named<String>,
) -> Result<Json<Vec<FindingView>>, Problem> {
    Ok(Json(app.engine.findings(&fabric).await?))
}
