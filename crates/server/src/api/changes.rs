//! Changes: look at, compare with Git, discard.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use hedgerow_engine::views::{
    ChangeQuery, ChangeView, DiffView, Page, Person, RevertRequest, SplitRequest, SplitView,
    SplitWhat, UndoRequest,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::acting::{Acting, Within};
use crate::etag;
use crate::extract::{Body, Parameters};
use crate::page;
use crate::principal::{Caller, TheChange};
use crate::problem::{Problem, Problems};
use crate::state::App;
use crate::task::to_the_end;

/// Which changes are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChangesQuery {
    /// Only those of this fabric.
    fabric: Option<String>,
    /// Also those that are published or discarded.
    #[serde(default)]
    finished: bool,
    /// Only those that the person who asks opened.
    #[serde(default)]
    mine: bool,
    /// How many at most, from 1 to 1000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

/// The changes, newest first
#[utoipa::path(get, path = "/changes", tag = "changes", operation_id = "listChanges",
    params(ChangesQuery),
    responses((status = 200, description = "Those that were asked for.", body = Page<ChangeView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Within(scope): Within,
    Caller(who): Caller,
    Parameters(query): Parameters<ChangesQuery>,
) -> Result<Json<Page<ChangeView>>, Problem> {
    let ask = page::page_request(query.limit, query.cursor);
    let author = query.mine.then(|| who.actor.email.clone());
    let query = ChangeQuery { fabric: query.fabric, finished: query.finished, author };
    Ok(Json(app.engine.changes_where(&scope, &query, &ask).await?))
}

/// One change
#[utoipa::path(get, path = "/changes/{change}", tag = "changes", operation_id = "getChange",
    params(("change" = String, Path, description = "Its name or id.")),
    responses((status = 200, description = "The change with its drafts.", body = ChangeView,
        headers(("etag" = String, description = "Names its state and its drafts, for `if-match`."))), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    TheChange(change): TheChange,
) -> Result<Response, Problem> {
    let revision = app.engine.change_revision(&change).await?;
    Ok(etag::at_revision(app.engine.change(&change).await?, Some(revision)))
}

/// Discard a change
///
/// Its drafts are thrown away; nothing is changed in Git.
#[utoipa::path(delete, path = "/changes/{change}", tag = "changes", operation_id = "discardChange",
    params(("change" = String, Path, description = "Its name or id."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the change that was looked at; refused with 412 when it was edited since.")),
    responses((status = 200, description = "The change as it was left.", body = ChangeView), Problems))]
pub(crate) async fn discard(
    Acting(engine): Acting,
    TheChange(change): TheChange,
    headers: HeaderMap,
) -> Result<Json<ChangeView>, Problem> {
    let expected = etag::revision(&headers)?;
    let discarded = to_the_end(async move { engine.discard(&change, expected).await });
    Ok(Json(discarded.await?))
}

/// Take back what a published change did
///
/// Opens a change in which each of its resources is to be what it was before the change's commit. What others did
/// to them since stays, or is a conflict. Nothing is published by it. Where several published changes have the
/// name, it is refused with their ids.
#[utoipa::path(post, path = "/changes/{change}/revert", tag = "changes", operation_id = "revertChange",
    params(("change" = String, Path, description = "The name or id of a published change.")),
    request_body = RevertRequest,
    responses((status = 200, description = "The new change with its drafts.", body = ChangeView), Problems))]
pub(crate) async fn revert(
    Acting(engine): Acting,
    TheChange(change): TheChange,
    Body(request): Body<RevertRequest>,
) -> Result<Json<ChangeView>, Problem> {
    Ok(Json(to_the_end(async move { engine.revert(&change, request).await }).await?))
}

/// Undo the newest save of a change
///
/// Its drafts are what they were before it, the newest fifty saves one after the other. Refused where a draft was
/// edited otherwise since, and once the change is over.
#[utoipa::path(post, path = "/changes/{change}/undo", tag = "changes", operation_id = "undoSave",
    params(("change" = String, Path, description = "Its name or id.")),
    request_body = UndoRequest,
    responses((status = 200, description = "The change as it is now.", body = ChangeView), Problems))]
pub(crate) async fn undo(
    Acting(engine): Acting,
    TheChange(change): TheChange,
    Body(request): Body<UndoRequest>,
) -> Result<Json<ChangeView>, Problem> {
    Ok(Json(to_the_end(async move { engine.undo(&change, request).await }).await?))
}

/// What is another of a change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RenameRequest {
    /// What people call it: one line of at most 200 bytes, which no other open change of the fabric has.
    change: String,
}

/// Rename a change
///
/// Refused once it is on its way to Git. Approvals are void where it has no message of its own: the commit would say
/// the name.
#[utoipa::path(patch, path = "/changes/{change}", tag = "changes", operation_id = "renameChange",
    params(("change" = String, Path, description = "Its name or id.")),
    request_body = RenameRequest,
    responses((status = 200, description = "The change as it is now.", body = ChangeView), Problems))]
pub(crate) async fn rename(
    Acting(engine): Acting,
    TheChange(change): TheChange,
    Body(request): Body<RenameRequest>,
) -> Result<Json<ChangeView>, Problem> {
    Ok(Json(to_the_end(async move { engine.rename(&change, &request.change).await }).await?))
}

/// Which drafts of a change move to another one: exactly one of `resources` and `conflicted`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SplitBody {
    /// Those of these resources, as `KIND/NAME` or `KIND/NAMESPACE/NAME`.
    #[serde(default)]
    resources: Vec<String>,
    /// Those that have an open conflict.
    #[serde(default)]
    conflicted: bool,
    /// The change that they move to: one of the fabric that can be edited, or a new one. Named after the change when
    /// left out.
    into: Option<String>,
    /// Who does it; the administrator when left out.
    by: Option<Person>,
}

/// Split a change
///
/// Moves drafts, with their conflicts, to another change of the fabric, so that the rest can be published. Approvals of both
/// are void.
#[utoipa::path(post, path = "/changes/{change}/split", tag = "changes", operation_id = "splitChange",
    params(("change" = String, Path, description = "Its name or id.")),
    request_body = SplitBody,
    responses((status = 200, description = "Both changes as they are now.", body = SplitView), Problems))]
pub(crate) async fn split(
    Acting(engine): Acting,
    TheChange(change): TheChange,
    Body(request): Body<SplitBody>,
) -> Result<Json<SplitView>, Problem> {
    let what = match (request.conflicted, request.resources) {
        (true, resources) if resources.is_empty() => SplitWhat::Conflicted,
        (false, resources) if !resources.is_empty() => SplitWhat::Resources(resources),
        _ => return Err(Problem::invalid("name either `resources` or `conflicted`")),
    };
    let request = SplitRequest { what, into: request.into, by: request.by };
    Ok(Json(to_the_end(async move { engine.split(&change, request).await }).await?))
}

/// The exact diff that publishing would push
///
/// The header `etag` names the head it was computed on, for `if-match` when it is published.
#[utoipa::path(get, path = "/changes/{change}/diff", tag = "changes", operation_id = "diffChange",
    params(("change" = String, Path, description = "Its name or id.")),
    responses((status = 200, description = "The diff, and what would stop the publish.", body = DiffView,
        headers(("etag" = String, description = "The head."))), Problems))]
pub(crate) async fn diff(
    State(app): State<App>,
    TheChange(change): TheChange,
) -> Result<Response, Problem> {
    let view = app.engine.diff(&change).await?;
    let tag = view.head.as_deref().and_then(etag::header);
    let mut response = Json(view).into_response();
    response.headers_mut().extend(tag);
    Ok(response)
}
