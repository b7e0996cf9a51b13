//! A fabric's resources, and what is wrong in its files.

use axum::Json;
use axum::extract::State;
use hedgerow_sync::views::{FindingView, Page, Picture, ResourceQuery, ResourceView};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Named, Parameters};
use crate::page::{self, PageQuery};
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
    /// Whether the last commit that touched the file of each is wanted too.
    #[serde(default)]
    changed: bool,
    /// How many at most, from 1 to 5000; 1000 when left out.
    #[param(minimum = 1, maximum = 5000)]
    limit: Option<i64>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

/// The resources of a fabric, by kind and name
#[utoipa::path(get, path = "/fabrics/{fabric}/resources", tag = "fabrics", operation_id = "listResources",
    params(("fabric" = String, Path, description = "Its name."), ResourcesQuery),
    responses((status = 200, description = "Those that were asked for.", body = Page<ResourceView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<ResourcesQuery>,
) -> Result<Json<Page<ResourceView>>, Problem> {
    let ask = page::ask(query.limit, query.cursor);
    let ResourcesQuery { only, picture, content, changed, .. } = query;
    let query = ResourceQuery { only, picture, content, changed };
    Ok(Json(app.engine.resources(&fabric, &query, &ask).await?))
}

/// What is wrong in a fabric's files, and what stays in raw/ and why
#[utoipa::path(get, path = "/fabrics/{fabric}/findings", tag = "fabrics", operation_id = "listFindings",
    params(("fabric" = String, Path, description = "Its name."), PageQuery),
    responses((status = 200, description = "By path and line.", body = Page<FindingView>), Problems))]
pub(crate) async fn findings(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<Page<FindingView>>, Problem> {
    Ok(Json(app.engine.findings(&fabric, &query.ask()).await?))
}
