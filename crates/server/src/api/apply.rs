//! Fabrics' clusters are brought to what Git wants.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use hedgerow_engine::views::{
    ActRequestView, AppliedView, ApplyView, ApproveActs, ApprovedActsView, ClusterApplyRequest,
    Page,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::acting::Acting;
use crate::extract::{Body, Named, Parameters};
use crate::page::page_request;
use crate::problem::{Problem, Problems};
use crate::state::App;
use crate::task::to_the_end;

/// Which acts are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AppliedQuery {
    /// Only those that are not done: refused, waiting, under way.
    #[serde(default)]
    #[param(required = false)]
    open: bool,
    /// How many at most, from 1 to 1000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

/// What was last done to a fabric's resources in its cluster, by kind and name
#[utoipa::path(get, path = "/fabrics/{fabric}/apply", tag = "clusters", operation_id = "listApplied",
    params(("fabric" = String, Path, description = "Its name."), AppliedQuery),
    responses((status = 200, description = "The last act on each resource.", body = Page<AppliedView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<AppliedQuery>,
) -> Result<Json<Page<AppliedView>>, Problem> {
    let page = page_request(query.limit, query.cursor);
    Ok(Json(app.engine.applied(&fabric, query.open, &page).await?))
}

/// Bring a fabric's cluster to what Git wants
///
/// Only what Git changed is done, by server-side apply, in the order of what refers to what, each tried first. What was
/// changed in the cluster stays. With `dry_run` nothing is written. A fabric that only observes its cluster is refused.
/// Where the fabric asks for four eyes, fields of others and many deletions wait for a second person: `awaits` says what.
#[utoipa::path(post, path = "/fabrics/{fabric}/apply", tag = "clusters", operation_id = "applyFabric",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = ClusterApplyRequest,
    responses((status = 200, description = "What became of each resource that differs.", body = ApplyView), Problems))]
pub(crate) async fn apply(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    Body(request): Body<ClusterApplyRequest>,
) -> Result<Json<ApplyView>, Problem> {
    Ok(Json(to_the_end(async move { engine.apply(&fabric, request).await }).await?))
}

/// What of a fabric waits for a second person in its cluster, the oldest first
#[utoipa::path(get, path = "/fabrics/{fabric}/act-requests", tag = "clusters", operation_id = "listActRequests",
    params(("fabric" = String, Path, description = "Its name.")),
    responses((status = 200, description = "What was asked for within a day.", body = Vec<ActRequestView>), Problems))]
pub(crate) async fn requests(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
) -> Result<Json<Vec<ActRequestView>>, Problem> {
    Ok(Json(engine.act_requests(&fabric).await?))
}

/// Approve what another person asked for in a fabric's cluster, which does it
///
/// Exactly what was asked for: where Git or the cluster moved since, nothing is done.
#[utoipa::path(post, path = "/fabrics/{fabric}/act-requests/{id}/approve", tag = "clusters", operation_id = "approveActs",
    params(("fabric" = String, Path, description = "Its name."), ("id" = i64, Path, description = "The request's number.")),
    request_body = ApproveActs,
    responses((status = 200, description = "What became of each resource.", body = ApprovedActsView), Problems))]
pub(crate) async fn approve(
    Acting(engine): Acting,
    Named((fabric, id)): Named<(String, i64)>,
    Body(request): Body<ApproveActs>,
) -> Result<Json<ApprovedActsView>, Problem> {
    Ok(Json(to_the_end(async move { engine.approve_acts(&fabric, id, &request).await }).await?))
}

/// Decline what somebody asked for in a fabric's cluster, or take back one's own
#[utoipa::path(delete, path = "/fabrics/{fabric}/act-requests/{id}", tag = "clusters", operation_id = "declineActs",
    params(("fabric" = String, Path, description = "Its name."), ("id" = i64, Path, description = "The request's number.")),
    responses((status = 204, description = "It waits no longer."), Problems))]
pub(crate) async fn decline(
    Acting(engine): Acting,
    Named((fabric, id)): Named<(String, i64)>,
) -> Result<StatusCode, Problem> {
    to_the_end(async move { engine.decline_acts(&fabric, id).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}
