//! Fabrics: connect, look at, change settings, sync, disconnect.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hedgerow_sync::views::{FabricSettings, FabricView, NewFabric, Page, SyncReport};

use crate::acting::{Acting, Within};
use crate::etag;
use crate::extract::{Body, Named, Parameters};
use crate::page::PageQuery;
use crate::problem::{Problem, Problems};
use crate::state::App;
use crate::task::to_the_end;

/// The fabrics and how they stand, by name
#[utoipa::path(get, path = "/fabrics", tag = "fabrics", operation_id = "listFabrics",
    params(PageQuery),
    responses((status = 200, description = "Those that one may know of.", body = Page<FabricView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Within(scope): Within,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<Page<FabricView>>, Problem> {
    Ok(Json(app.engine.fabrics(&scope, &query.ask()).await?))
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
    let added = to_the_end(async move { engine.add_fabric(new).await }).await?;
    Ok((StatusCode::CREATED, tagged(added)).into_response())
}

/// One fabric and how it stands
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
    Ok(tagged(app.engine.fabric(&name).await?))
}

/// Change a fabric's settings
#[utoipa::path(patch, path = "/fabrics/{fabric}", tag = "fabrics", operation_id = "updateFabric",
    params(("fabric" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the settings that were looked at.")),
    request_body = FabricSettings,
    responses((status = 200, description = "The settings hold.", body = FabricView), Problems))]
pub(crate) async fn update(
    State(app): State<App>,
    Acting(engine): Acting,
    Named(name): Named<String>,
    headers: HeaderMap,
    Body(settings): Body<FabricSettings>,
) -> Result<Response, Problem> {
    let wanted = etag::wanted(&headers)?;
    // Every write of settings comes through here: nothing slips in after the comparison.
    let guard = app.settings.clone().lock_owned().await;
    if let Some(wanted) = wanted
        && wanted != settings_tag(&engine.fabric(&name).await?)
    {
        return Err(moved(&name));
    }
    let updated = to_the_end(async move {
        let updated = engine.update_fabric(&name, settings).await;
        drop(guard);
        updated
    })
    .await?;
    Ok(tagged(updated))
}

/// Disconnect a fabric
///
/// Its drafts and history go from the database. Nothing is changed in Git.
#[utoipa::path(delete, path = "/fabrics/{fabric}", tag = "fabrics", operation_id = "removeFabric",
    params(("fabric" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the settings that were looked at.")),
    responses((status = 204, description = "It is disconnected."), Problems))]
pub(crate) async fn remove(
    State(app): State<App>,
    Acting(engine): Acting,
    Named(name): Named<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let wanted = etag::wanted(&headers)?;
    let guard = app.settings.clone().lock_owned().await;
    if let Some(wanted) = wanted
        && wanted != settings_tag(&engine.fabric(&name).await?)
    {
        return Err(moved(&name));
    }
    to_the_end(async move {
        let removed = engine.remove_fabric(&name).await;
        drop(guard);
        removed
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

fn moved(name: &str) -> Problem {
    Problem::moved(format!(
        "the settings of fabric `{name}` changed since they were looked at; look again and repeat"
    ))
}

fn settings_tag(fabric: &FabricView) -> String {
    etag::of(&format!("{} {} {}", fabric.publish, fabric.quiet_seconds, fabric.four_eyes))
}

fn tagged(fabric: FabricView) -> Response {
    let tag = etag::header(&settings_tag(&fabric));
    let mut response = Json(fabric).into_response();
    response.headers_mut().extend(tag);
    response
}
