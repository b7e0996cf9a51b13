//! The commits of a fabric, the fabric as it was at one, what differs between two commits, and the text of a file at one.

use axum::Json;
use axum::extract::State;
use hedgerow_engine::views::{
    CommitView, FabricAt, FileAt, Millis, Page, PastComparison, PointQuery,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Named, Parameters};
use crate::page::{self, PageQuery};
use crate::problem::{Problem, Problems};
use crate::state::App;

/// Which point, and which resources.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AtQuery {
    /// 7 to 40 digits of a commit; all 40 of one that the branch does not have any more.
    commit: Option<String>,
    /// Or a time, in milliseconds since 1970: the newest commit of the branch's own line that says it was made then or before.
    time: Option<Millis>,
    /// Only resources of this kind.
    kind: Option<String>,
    /// How many at most, from 1 to 5000; 1000 when left out.
    #[param(minimum = 1, maximum = 5000)]
    limit: Option<i64>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

/// A fabric as it was
///
/// The resources that the branch had at a commit or time, by kind and name; now, where neither is given. The
/// commit that was looked at is told, and what could not be read there. Directory, layout and kinds are those of today.
/// Refused where more than 20,000 files, or 64 MiB of them, changed since.
#[utoipa::path(get, path = "/fabrics/{fabric}/at", tag = "fabrics", operation_id = "getFabricAt",
    params(("fabric" = String, Path, description = "Its name."), AtQuery),
    responses((status = 200, description = "What it was.", body = FabricAt), Problems))]
pub(crate) async fn fabric(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<AtQuery>,
) -> Result<Json<FabricAt>, Problem> {
    let point = PointQuery { commit: query.commit, time: query.time };
    let ask = page::page_request(query.limit, query.cursor);
    Ok(Json(app.engine.fabric_at(&fabric, &point, query.kind.as_deref(), &ask).await?))
}

/// The commits that changed a fabric, newest first
///
/// Those of the branch's own line (its first parents) that changed something in the fabric's directory: of a branch that
/// was merged, the merge. A page looks at a bounded part of the history: it may be short, or empty, and still have a `next`.
#[utoipa::path(get, path = "/fabrics/{fabric}/commits", tag = "fabrics", operation_id = "listCommits",
    params(("fabric" = String, Path, description = "Its name."), PageQuery),
    responses((status = 200, description = "The commits.", body = Page<CommitView>), Problems))]
pub(crate) async fn commits(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<Page<CommitView>>, Problem> {
    Ok(Json(app.engine.commits(&fabric, &query.request()).await?))
}

/// Which two points.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CompareQuery {
    /// The first commit, 7 to 40 digits.
    from: Option<String>,
    /// Or its time, in milliseconds since 1970.
    from_time: Option<Millis>,
    /// The second commit, 7 to 40 digits; now, where neither it nor its time is given.
    to: Option<String>,
    /// Or its time, in milliseconds since 1970.
    to_time: Option<Millis>,
    /// How many at most, from 1 to 1000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

/// What differs between two points of a fabric's branch
///
/// The resources that were added, deleted, changed, moved, commented out or uncommented from the first to the second,
/// with their fields. What could not be read on either side is told, and what it makes unsure.
#[utoipa::path(get, path = "/fabrics/{fabric}/compare", tag = "fabrics", operation_id = "compareFabric",
    params(("fabric" = String, Path, description = "Its name."), CompareQuery),
    responses((status = 200, description = "What differs.", body = PastComparison), Problems))]
pub(crate) async fn compare(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<CompareQuery>,
) -> Result<Json<PastComparison>, Problem> {
    let from = PointQuery { commit: query.from, time: query.from_time };
    let to = PointQuery { commit: query.to, time: query.to_time };
    let ask = page::page_request(query.limit, query.cursor);
    Ok(Json(app.engine.compare(&fabric, (&from, &to), &ask).await?))
}

/// Which file at which point.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FileQuery {
    /// The file, in the repository.
    path: String,
    /// 7 to 40 digits of a commit; all 40 of one that the branch does not have any more.
    commit: Option<String>,
    /// Or a time, in milliseconds since 1970.
    time: Option<Millis>,
}

/// The text of a file as it was
///
/// A file of the fabric's directory at a commit or time; now, where neither is given. Files that Hedgerow never reads
/// are not shown.
#[utoipa::path(get, path = "/fabrics/{fabric}/file", tag = "fabrics", operation_id = "getFileAt",
    params(("fabric" = String, Path, description = "Its name."), FileQuery),
    responses((status = 200, description = "Its text.", body = FileAt), Problems))]
pub(crate) async fn file(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<FileQuery>,
) -> Result<Json<FileAt>, Problem> {
    let point = PointQuery { commit: query.commit, time: query.time };
    Ok(Json(app.engine.file_at(&fabric, &query.path, &point).await?))
}
