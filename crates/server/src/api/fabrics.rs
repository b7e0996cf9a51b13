//! Fabrics: connect, look at, change settings, sync, disconnect.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hedgerow_engine::Engine;
use hedgerow_engine::views::{FabricSettings, FabricView, NewFabric, Page, SyncReport};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::acting::{Acting, Within};
use crate::etag;
use crate::extract::{Body, Named, Parameters};
use crate::page::PageQuery;
use crate::problem::{Problem, Problems};
use crate::state::App;
use crate::task::to_the_end;

/// The fabrics and how they are, by name
#[utoipa::path(get, path = "/fabrics", tag = "fabrics", operation_id = "listFabrics",
    params(PageQuery),
    responses((status = 200, description = "Those that one may know of.", body = Page<FabricView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Within(scope): Within,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<Page<FabricView>>, Problem> {
    Ok(Json(app.engine.fabrics(&scope, &query.request()).await?))
}

/// Connect a fabric
///
/// It is read with its first sync.
#[utoipa::path(post, path = "/fabrics", tag = "fabrics", operation_id = "addFabric",
    request_body = NewFabric,
    responses((status = 201, description = "It is connected.", body = FabricView), Problems))]
pub(crate) async fn add(
    Acting(engine): Acting,
    Body(new): Body<NewFabric>,
) -> Result<Response, Problem> {
    let adding = engine.clone();
    let added = to_the_end(async move { adding.add_fabric(new).await }).await?;
    Ok((StatusCode::CREATED, shown(&engine, &added.fabric).await?).into_response())
}

/// One fabric and how it is
///
/// The header `etag` names its settings, for `if-match` when they are changed.
#[utoipa::path(get, path = "/fabrics/{fabric}", tag = "fabrics", operation_id = "getFabric",
    params(("fabric" = String, Path, description = "Its name.")),
    responses((status = 200, description = "The fabric.", body = FabricView,
        headers(("etag" = String, description = "Names its settings."))), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    Named(name): Named<String>,
) -> Result<Response, Problem> {
    shown(&app.engine, &name).await
}

/// Change a fabric's settings
#[utoipa::path(patch, path = "/fabrics/{fabric}", tag = "fabrics", operation_id = "updateFabric",
    params(("fabric" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the settings that were looked at.")),
    request_body = FabricSettings,
    responses((status = 200, description = "The settings hold.", body = FabricView), Problems))]
pub(crate) async fn update(
    Acting(engine): Acting,
    Named(name): Named<String>,
    headers: HeaderMap,
    Body(settings): Body<FabricSettings>,
) -> Result<Response, Problem> {
    let expected = etag::revision(&headers)?;
    let (changing, of) = (engine.clone(), name.clone());
    to_the_end(async move { changing.update_fabric(&of, settings, expected).await }).await?;
    shown(&engine, &name).await
}

/// How a fabric is disconnected.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RemoveQuery {
    /// How many open drafts were looked at and may be thrown away; refused with 412 when there are others.
    discard_drafts: Option<usize>,
}

/// Disconnect a fabric
///
/// Its history goes from the database. Refused while it has drafts, unless they are thrown away with it.
/// Nothing is changed in Git, and the remote need not answer.
#[utoipa::path(delete, path = "/fabrics/{fabric}", tag = "fabrics", operation_id = "removeFabric",
    params(("fabric" = String, Path, description = "Its name."), RemoveQuery,
        ("if-match" = Option<String>, Header, description = "The `etag` of the settings that were looked at.")),
    responses((status = 204, description = "It is disconnected."), Problems))]
pub(crate) async fn remove(
    Acting(engine): Acting,
    Named(name): Named<String>,
    Parameters(query): Parameters<RemoveQuery>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let expected = etag::revision(&headers)?;
    to_the_end(async move {
        match query.discard_drafts {
            Some(drafts) => engine.discard_fabric(&name, expected, drafts).await,
            None => engine.remove_fabric(&name, expected).await,
        }
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sync a fabric with Git
///
/// Answers when it is done, with what it did.
#[utoipa::path(post, path = "/fabrics/{fabric}/sync", tag = "fabrics", operation_id = "syncFabric",
    params(("fabric" = String, Path, description = "Its name.")),
    responses((status = 200, description = "What the sync did.", body = SyncReport), Problems))]
pub(crate) async fn sync(
    Acting(engine): Acting,
    Named(name): Named<String>,
) -> Result<Json<SyncReport>, Problem> {
    Ok(Json(to_the_end(async move { engine.sync(&name).await }).await?))
}

/// The fabric, under the revision of its settings.
async fn shown(engine: &Engine, name: &str) -> Result<Response, Problem> {
    let revision = engine.fabric_revision(name).await?;
    Ok(etag::at_revision(engine.fabric(name).await?, Some(revision)))
}
