//! What fabrics' clusters have, how that differs from Git, and what is done about it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use hedgerow_engine::views::{
    ActualView, DriftQuery, DriftView, IgnoreRequest, IgnoredView, Page, PageRequest,
    ReapplyRequest, ReapplyView, TakeRequest, TakeView, WatchedView,
};
use hedgerow_model::{FieldPath, Severity};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::acting::Acting;
use crate::extract::{Body, Named, Parameters};
use crate::page::page_request;
use crate::problem::{Problem, Problems};
use crate::state::App;
use crate::task::to_the_end;

/// Which resources are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfQuery {
    /// The kind, its plural or short name, in whatever case.
    kind: Option<String>,
    /// The name.
    name: Option<String>,
    /// How many at most, from 1 to 1000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

impl OfQuery {
    pub(super) fn split(self) -> (DriftQuery, PageRequest) {
        let Self { kind, name, limit, cursor } = self;
        (DriftQuery { kind, name, severity: None }, page_request(limit, cursor))
    }
}

/// Which drift is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// The kind, its plural or short name, in whatever case.
    kind: Option<String>,
    /// The name.
    name: Option<String>,
    /// How much it matters.
    severity: Option<Severity>,
    /// How many at most, from 1 to 1000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

/// What a fabric's cluster has otherwise than Git, by kind and name
///
/// Git and the cluster are compared as the cluster would store them. A resource of which its kind was never listed whole is
/// not missing; one whose kind is not known now says since when.
#[utoipa::path(get, path = "/fabrics/{fabric}/drift", tag = "clusters", operation_id = "listDrift",
    params(("fabric" = String, Path, description = "Its name."), ListQuery),
    responses((status = 200, description = "The resources that drifted.", body = Page<DriftView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<ListQuery>,
) -> Result<Json<Page<DriftView>>, Problem> {
    let ListQuery { kind, name, severity, limit, cursor } = query;
    let (query, page) = (DriftQuery { kind, name, severity }, page_request(limit, cursor));
    Ok(Json(app.engine.drift(&fabric, &query, &page).await?))
}

/// What a fabric's cluster has, by kind and name
///
/// Where a name is asked for, with the object's text.
#[utoipa::path(get, path = "/fabrics/{fabric}/actual", tag = "clusters", operation_id = "listActual",
    params(("fabric" = String, Path, description = "Its name."), OfQuery),
    responses((status = 200, description = "The objects, as they were seen last.", body = Page<ActualView>), Problems))]
pub(crate) async fn actual(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<OfQuery>,
) -> Result<Json<Page<ActualView>>, Problem> {
    let (query, page) = query.split();
    Ok(Json(app.engine.actual(&fabric, &query, &page).await?))
}

/// The kinds that are looked at in a fabric's cluster, and how far each is known
#[utoipa::path(get, path = "/fabrics/{fabric}/watched", tag = "clusters", operation_id = "listWatched",
    params(("fabric" = String, Path, description = "Its name.")),
    responses((status = 200, description = "The kinds, one row for each namespace.", body = Vec<WatchedView>), Problems))]
pub(crate) async fn watched(
    State(app): State<App>,
    Named(fabric): Named<String>,
) -> Result<Json<Vec<WatchedView>>, Problem> {
    Ok(Json(app.engine.watched(&fabric).await?))
}

/// Take what the cluster has into a change
///
/// Values that drifted, and that a resource is gone there. With `preview`, shows the diff and saves nothing. Where Git moved
/// on as well, a field is taken only when it is named.
#[utoipa::path(post, path = "/fabrics/{fabric}/drift/accept", tag = "clusters", operation_id = "acceptDrift",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = TakeRequest,
    responses((status = 200, description = "What was taken, or would be.", body = TakeView), Problems))]
pub(crate) async fn accept(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    Body(request): Body<TakeRequest>,
) -> Result<Json<TakeView>, Problem> {
    Ok(Json(to_the_end(async move { engine.accept_drift(&fabric, request).await }).await?))
}

/// Take resources that only the cluster has into a change
///
/// Without what the server and appliers keep in them. With `preview`, shows the diff and saves nothing.
#[utoipa::path(post, path = "/fabrics/{fabric}/drift/import", tag = "clusters", operation_id = "importResources",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = TakeRequest,
    responses((status = 200, description = "What was taken, or would be.", body = TakeView), Problems))]
pub(crate) async fn import(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    Body(request): Body<TakeRequest>,
) -> Result<Json<TakeView>, Problem> {
    Ok(Json(to_the_end(async move { engine.import_resources(&fabric, request).await }).await?))
}

/// Bring resources back to what Git wants, in the cluster
///
/// Only what differs is written, onto the object as it is then. With `dry_run` the cluster is asked whether it would take
/// them. What another manager applies is taken over only with `take_over`.
#[utoipa::path(post, path = "/fabrics/{fabric}/drift/reapply", tag = "clusters", operation_id = "reapply",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = ReapplyRequest,
    responses((status = 200, description = "What became of each resource.", body = ReapplyView), Problems))]
pub(crate) async fn reapply(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    Body(request): Body<ReapplyRequest>,
) -> Result<Json<ReapplyView>, Problem> {
    Ok(Json(to_the_end(async move { engine.reapply(&fabric, request).await }).await?))
}

/// Ignore drift of a resource, until a time or until it is taken back
#[utoipa::path(post, path = "/fabrics/{fabric}/drift/ignore", tag = "clusters", operation_id = "ignoreDrift",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = IgnoreRequest,
    responses((status = 200, description = "It is ignored.", body = IgnoredView), Problems))]
pub(crate) async fn ignore(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    Body(request): Body<IgnoreRequest>,
) -> Result<Json<IgnoredView>, Problem> {
    Ok(Json(to_the_end(async move { engine.ignore_drift(&fabric, request).await }).await?))
}

/// What is ignored no longer.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HeedQuery {
    /// The resource, as `KIND/NAME` or `KIND/NAMESPACE/NAME`.
    resource: String,
    /// The field; all of the resource when left out.
    #[param(value_type = Option<String>)]
    path: Option<FieldPath>,
}

/// Ignore drift of a resource no longer
#[utoipa::path(delete, path = "/fabrics/{fabric}/drift/ignore", tag = "clusters", operation_id = "heedDrift",
    params(("fabric" = String, Path, description = "Its name."), HeedQuery),
    responses((status = 204, description = "It is not ignored any more."), Problems))]
pub(crate) async fn heed(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<HeedQuery>,
) -> Result<StatusCode, Problem> {
    let HeedQuery { resource, path } = query;
    to_the_end(async move { engine.heed_drift(&fabric, &resource, path).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}
