//! Conflicts: look at, resolve.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use hedgerow_engine::views::{
    ConflictQuery, ConflictSetView, ConflictView, Decide, Page, Person, Resolution,
};
use hedgerow_model::{ConflictId, ConflictKind, ConflictState, Permission, Side};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::acting::{Acting, Within};
use crate::etag;
use crate::extract::{Body, Named, Parameters};
use crate::page;
use crate::permissions;
use crate::principal::Caller;
use crate::problem::{Problem, Problems};
use crate::state::App;
use crate::task::to_the_end;

/// Which conflicts are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ConflictsQuery {
    /// Only those of this fabric.
    fabric: Option<String>,
    /// Only those in this state; all when left out.
    state: Option<ConflictState>,
    /// Only those of this sort.
    conflict: Option<ConflictKind>,
    /// Only those of this change, by name or id.
    change: Option<String>,
    /// Only those of resources of this kind.
    kind: Option<String>,
    /// Only those of resources with this name.
    name: Option<String>,
    /// Only those that this person is to decide, by login; with an empty text those that nobody is.
    assignee: Option<String>,
    /// How many at most, from 1 to 1000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

/// A decision: one side, or a value of one's own, for the resource or for the other one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResolveRequest {
    /// The side whose value holds.
    take: Option<Side>,
    /// The value that holds, as YAML.
    value: Option<String>,
    /// Of two resources that break a rule together: the value that the field of the other one gets, as YAML. It is
    /// drafted in the same change.
    other: Option<String>,
    /// What is said to it: kept with the decision, and in the audit.
    why: Option<String>,
    /// Between Git and the cluster: the change in which Git takes what was decided; one of that name is opened where
    /// there is none. `From the cluster` when left out.
    change: Option<String>,
    /// Who decides; the administrator when left out.
    by: Option<Person>,
}

/// The conflicts, oldest first
#[utoipa::path(get, path = "/conflicts", tag = "conflicts", operation_id = "listConflicts",
    params(ConflictsQuery),
    responses((status = 200, description = "Those that were asked for.", body = Page<ConflictView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Within(scope): Within,
    Parameters(query): Parameters<ConflictsQuery>,
) -> Result<Json<Page<ConflictView>>, Problem> {
    let ask = page::page_request(query.limit, query.cursor);
    let ConflictsQuery { fabric, state, conflict, change, kind, name, assignee, .. } = query;
    let query = ConflictQuery { fabric, state, conflict, change, kind, name, assignee };
    Ok(Json(app.engine.conflicts_where(&scope, &query, &ask).await?))
}

/// One conflict
#[utoipa::path(get, path = "/conflicts/{conflict}", tag = "conflicts", operation_id = "getConflict",
    params(("conflict" = i64, Path, description = "Its number.")),
    responses((status = 200, description = "The conflict.", body = ConflictView,
        headers(("etag" = String, description = "Names its state and decision, for `if-match`."))), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let view = app.engine.conflict(ConflictId(id)).await?;
    let tag = etag::header(&tag(&view));
    let mut response = Json(view).into_response();
    response.headers_mut().extend(tag);
    Ok(response)
}

/// A conflict with those that are settled together with it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConflictSet {
    /// What deciding takes, in the fabric.
    needs: Permission,
    #[serde(flatten)]
    set: ConflictSetView,
}

/// One conflict with those that are settled together with it
#[utoipa::path(get, path = "/conflicts/{conflict}/set", tag = "conflicts", operation_id = "getConflictSet",
    params(("conflict" = i64, Path, description = "The number of any of them.")),
    responses((status = 200, description = "The conflicts of one resource in one change.", body = ConflictSet), Problems))]
pub(crate) async fn set(
    State(app): State<App>,
    Named(id): Named<i64>,
) -> Result<Json<ConflictSet>, Problem> {
    let set = app.engine.conflict_set(ConflictId(id)).await?;
    Ok(Json(ConflictSet { needs: permissions::to_decide(&set.conflict), set }))
}

/// The one decision that a request names.
pub(super) fn chosen(
    take: Option<Side>,
    value: Option<String>,
    other: Option<String>,
) -> Result<Resolution, Problem> {
    match (take, value, other) {
        (Some(side), None, None) => Ok(Resolution::Take(side)),
        (None, Some(value), None) => Ok(Resolution::Value(value)),
        (None, None, Some(value)) => Ok(Resolution::Other(value)),
        _ => Err(Problem::invalid("a decision has exactly one of `take`, `value` and `other`")),
    }
}

/// Names the state of a conflict and what was decided; its values never change.
fn tag(conflict: &ConflictView) -> String {
    etag::of(&format!("{} {} {:?}", conflict.id, conflict.state, conflict.decision))
}

/// Who takes a decision back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReopenRequest {
    /// Who does; the administrator when left out.
    #[serde(default)]
    by: Option<Person>,
}

/// Take the decision of a conflict back
///
/// As long as its change can be edited. An approval of the change is void with it. Where the draft and Git do not
/// disagree so any more, the conflict is superseded. Between Git and the cluster, both count again as agreed on what they
/// did before; a draft that the decision made stays.
#[utoipa::path(post, path = "/conflicts/{conflict}/reopen", tag = "conflicts", operation_id = "reopenConflict",
    params(("conflict" = i64, Path, description = "Its number.")),
    request_body = ReopenRequest,
    responses((status = 200, description = "The conflict as it is now.", body = ConflictView), Problems))]
pub(crate) async fn reopen(
    Acting(engine): Acting,
    Named(id): Named<i64>,
    Body(request): Body<ReopenRequest>,
) -> Result<Json<ConflictView>, Problem> {
    let reopened = to_the_end(async move { engine.reopen(ConflictId(id), request.by).await });
    Ok(Json(reopened.await?))
}

/// Resolve a conflict
///
/// Exactly one of `take`, `value` and `other`.
#[utoipa::path(post, path = "/conflicts/{conflict}/resolve", tag = "conflicts", operation_id = "resolveConflict",
    params(("conflict" = i64, Path, description = "Its number."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the conflict that was looked at; refused with 412 when it was decided since.")),
    request_body = ResolveRequest,
    responses((status = 200, description = "The conflict with its decision.", body = ConflictView), Problems))]
pub(crate) async fn resolve(
    Acting(engine): Acting,
    Caller(principal): Caller,
    Named(id): Named<i64>,
    headers: HeaderMap,
    Body(request): Body<ResolveRequest>,
) -> Result<Json<ConflictView>, Problem> {
    let wanted = etag::wanted(&headers)?;
    let resolution = chosen(request.take, request.value.clone(), request.other.clone())?;
    let conflict = engine.conflict(ConflictId(id)).await?;
    let needed = permissions::to_decide(&conflict);
    if !principal.access.allows(needed, &conflict.fabric) {
        let what = match needed {
            Permission::Apply => {
                "a conflict between Git and the cluster decides what the cluster is to have"
            }
            _ => "a conflict between raw/ and managed/ is decided in Git itself",
        };
        return Err(Problem::forbidden(format!(
            "{what}, which needs the permission `{needed}` in fabric `{}`",
            conflict.fabric
        )));
    }
    let also = permissions::to_decide_so(&conflict, &resolution);
    if !principal.access.allows(also, &conflict.fabric) {
        return Err(Problem::forbidden(format!(
            "Git takes what is decided by a draft, which needs the permission `{also}` in fabric `{}`",
            conflict.fabric
        )));
    }
    // One that is open now cannot be decided twice: the engine refuses the second.
    if let Some(wanted) = wanted
        && wanted != tag(&conflict)
    {
        return Err(Problem::moved(format!(
            "conflict {id} was resolved since it was loaded; reload it"
        )));
    }
    let ResolveRequest { why, by, change, .. } = request;
    let decide = Decide { resolution, why, by, change, preview: false };
    let resolved = to_the_end(async move { engine.decide(ConflictId(id), decide).await }).await?;
    Ok(Json(resolved))
}
