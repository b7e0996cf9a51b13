//! A fabric's resources, and what is wrong in its files.

use axum::Json;
use axum::extract::State;
use hedgerow_engine::views::{
    FindingView, LastTouched, Page, ResourceQuery, ResourceView, ShownState,
};
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
    /// Only those of these names, `KIND/NAME` or `KIND/NAMESPACE/NAME` as events name them, with commas
    /// between them; 200 at most. One that is not there is left out.
    names: Option<String>,
    /// Which picture of them.
    #[serde(default)]
    picture: ShownState,
    /// Whether texts and values are wanted too.
    #[serde(default)]
    content: bool,
    /// Whether the last commit that touched the file of each is wanted too.
    #[serde(default)]
    changed: bool,
    /// Whether those are wanted too that Git does not have and an open change adds: their `path` is null.
    #[serde(default)]
    added: bool,
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
    let ask = page::page_request(query.limit, query.cursor);
    let ResourcesQuery { only, names, picture, content, changed, added, .. } = query;
    let names = names.as_deref().map(|names| names.split(',').map(str::to_owned).collect());
    let names = names.unwrap_or_default();
    let query = ResourceQuery { only, names, picture, content, changed, added };
    Ok(Json(app.engine.resources(&fabric, &query, &ask).await?))
}

/// Who touched which of a fabric's files last
///
/// Each commit with the files that none touched after it, the newest first. A file that nobody touched
/// in the commits that were looked at is left out.
#[utoipa::path(get, path = "/fabrics/{fabric}/last-commits", tag = "fabrics", operation_id = "listLastCommits",
    params(("fabric" = String, Path, description = "Its name.")),
    responses((status = 200, description = "All of them.", body = Page<LastTouched>), Problems))]
pub(crate) async fn last_commits(
    State(app): State<App>,
    Named(fabric): Named<String>,
) -> Result<Json<Page<LastTouched>>, Problem> {
    Ok(Json(app.engine.last_commits(&fabric).await?))
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
    Ok(Json(app.engine.findings(&fabric, &query.request()).await?))
}
