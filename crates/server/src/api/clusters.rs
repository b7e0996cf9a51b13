//! Clusters: added, tested, exchanged, removed; and which fabric lives where.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use hedgerow_engine::views::{
    ClusterAccess, ClusterPlace, ClusterTest, ClusterView, FabricView, NewCluster, Page,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::acting::Acting;
use crate::etag;
use crate::extract::{Body, Named, Parameters};
use crate::page::PageQuery;
use crate::problem::{Problem, Problems};
use crate::state::App;
use crate::task::to_the_end;

/// The clusters, by name
#[utoipa::path(get, path = "/clusters", tag = "clusters", operation_id = "listClusters",
    params(PageQuery),
    responses((status = 200, description = "The clusters; never what they are asked with.", body = Page<ClusterView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<Page<ClusterView>>, Problem> {
    Ok(Json(app.engine.clusters(&query.request()).await?))
}

/// Add a cluster
///
/// The cluster is asked once: what is not reached is not added. What it is asked with is kept sealed.
#[utoipa::path(post, path = "/clusters", tag = "clusters", operation_id = "addCluster",
    request_body = NewCluster,
    responses((status = 201, description = "It is added.", body = ClusterView), Problems))]
pub(crate) async fn add(
    Acting(engine): Acting,
    Body(new): Body<NewCluster>,
) -> Result<(StatusCode, Json<ClusterView>), Problem> {
    let added = to_the_end(async move { engine.add_cluster(new).await }).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// One cluster
#[utoipa::path(get, path = "/clusters/{cluster}", tag = "clusters", operation_id = "getCluster",
    params(("cluster" = String, Path, description = "Its name.")),
    responses((status = 200, description = "The cluster.", body = ClusterView,
        headers(("etag" = String, description = "Names its settings, for `if-match`."))), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    Named(name): Named<String>,
) -> Result<Response, Problem> {
    let view = app.engine.cluster(&name).await?;
    let revision = view.revision;
    Ok(etag::at_revision(view, Some(revision)))
}

/// Exchange how a cluster is reached and who asks
///
/// The cluster is asked first; what it does not take is not kept. It has to be the same cluster.
#[utoipa::path(put, path = "/clusters/{cluster}/access", tag = "clusters", operation_id = "rotateCluster",
    params(("cluster" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the settings that were looked at.")),
    request_body = ClusterAccess,
    responses((status = 200, description = "It is asked with that from now on.", body = ClusterView), Problems))]
pub(crate) async fn rotate(
    Acting(engine): Acting,
    Named(name): Named<String>,
    headers: HeaderMap,
    Body(access): Body<ClusterAccess>,
) -> Result<Json<ClusterView>, Problem> {
    let expected = etag::revision(&headers)?;
    let rotated = to_the_end(async move { engine.rotate_cluster(&name, access, expected).await });
    Ok(Json(rotated.await?))
}

/// Remove a cluster
///
/// Refused while a fabric lives in it. Nothing is changed in the cluster.
#[utoipa::path(delete, path = "/clusters/{cluster}", tag = "clusters", operation_id = "removeCluster",
    params(("cluster" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the settings that were looked at.")),
    responses((status = 204, description = "It is removed."), Problems))]
pub(crate) async fn remove(
    Acting(engine): Acting,
    Named(name): Named<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let expected = etag::revision(&headers)?;
    to_the_end(async move { engine.remove_cluster(&name, expected).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Test a cluster, live, and what the login may do for each fabric in it
#[utoipa::path(post, path = "/clusters/{cluster}/test", tag = "clusters", operation_id = "testCluster",
    params(("cluster" = String, Path, description = "Its name.")),
    responses((status = 200, description = "What it said; that it does not answer is an answer.", body = ClusterTest), Problems))]
pub(crate) async fn test(
    Acting(engine): Acting,
    Named(name): Named<String>,
) -> Result<Json<ClusterTest>, Problem> {
    Ok(Json(to_the_end(async move { engine.test_cluster(&name).await }).await?))
}

/// Say in which cluster and namespaces a fabric lives
///
/// A namespace of a cluster belongs to one fabric. What was seen in another cluster is forgotten, and what was agreed with
/// it.
#[utoipa::path(put, path = "/fabrics/{fabric}/cluster", tag = "clusters", operation_id = "setFabricCluster",
    params(("fabric" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the settings that were looked at.")),
    request_body = ClusterPlace,
    responses((status = 200, description = "It lives there.", body = FabricView), Problems))]
pub(crate) async fn place(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    headers: HeaderMap,
    Body(place): Body<ClusterPlace>,
) -> Result<Json<FabricView>, Problem> {
    let expected = etag::revision(&headers)?;
    let placed = async move { engine.set_fabric_place(&fabric, Some(place), expected).await };
    Ok(Json(to_the_end(placed).await?))
}

/// Take a fabric out of its cluster
///
/// What was seen there is forgotten, and what was agreed with it. Nothing is changed in the cluster or in Git.
#[utoipa::path(delete, path = "/fabrics/{fabric}/cluster", tag = "clusters", operation_id = "clearFabricCluster",
    params(("fabric" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the settings that were looked at.")),
    responses((status = 200, description = "It lives in none.", body = FabricView), Problems))]
pub(crate) async fn clear(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    headers: HeaderMap,
) -> Result<Json<FabricView>, Problem> {
    let expected = etag::revision(&headers)?;
    let cleared = async move { engine.set_fabric_place(&fabric, None, expected).await };
    Ok(Json(to_the_end(cleared).await?))
}

/// For what a manifest is asked.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ManifestQuery {
    /// The namespaces, with commas in between, of a fabric that lives in no cluster yet; `default` when left out.
    namespaces: Option<String>,
    /// Whether re-applying is to be allowed too.
    #[serde(default)]
    apply: bool,
    /// Whether reading what tells how far the fabric is is to be allowed too: what Argo CD and Flux say of themselves, and the
    /// agents of switches.
    #[serde(default)]
    status: bool,
}

/// The manifest that allows what a fabric needs in its cluster, and no more
#[utoipa::path(get, path = "/fabrics/{fabric}/cluster/manifest", tag = "clusters", operation_id = "getClusterManifest",
    params(("fabric" = String, Path, description = "Its name."), ManifestQuery),
    responses((status = 200, description = "A service account with its roles, as YAML.", body = String, content_type = "application/yaml"),
        Problems))]
pub(crate) async fn manifest(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<ManifestQuery>,
) -> Result<Response, Problem> {
    let namespaces = query.namespaces.unwrap_or_default();
    let namespaces = namespaces.split(',').filter(|it| !it.is_empty()).map(str::to_owned).collect();
    let text = app.engine.cluster_manifest(&fabric, namespaces, query.apply, query.status).await?;
    Ok(([(header::CONTENT_TYPE, "application/yaml")], text).into_response())
}
