//! Conflicts beside single decisions: several at once, what they lead to, who is to decide, what is said.

use std::collections::BTreeMap;

use axum::Json;
use hedgerow_engine::views::{BulkOutcome, BulkView, ConflictResult, ConflictView, Decide, Person};
use hedgerow_model::{ConflictId, Permission, Side};
use serde::Deserialize;
use utoipa::ToSchema;

use super::conflicts::chosen;
use crate::acting::Acting;
use crate::extract::{Body, Named};
use crate::permissions;
use crate::principal::Caller;
use crate::problem::{Problem, Problems};
use crate::task::to_the_end;

/// One decision about several conflicts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BulkRequest {
    /// Their numbers, at most a thousand.
    conflicts: Vec<i64>,
    /// The side whose value holds.
    take: Option<Side>,
    /// The value that holds, as YAML.
    value: Option<String>,
    /// What is said to it: kept with each decision, and in the audit.
    why: Option<String>,
    /// Between Git and the cluster: the change in which Git takes what was decided; one of that name is opened where
    /// there is none. `From the cluster` when left out.
    change: Option<String>,
    /// Who decides; the administrator when left out.
    by: Option<Person>,
    /// Whether it is only said what each would be: nothing is written.
    #[serde(default)]
    preview: bool,
}

/// Resolve several conflicts the same way
///
/// Each on its own: what is refused stops no other, and is told. With `preview`, nothing is written.
#[utoipa::path(post, path = "/conflicts/resolve", tag = "conflicts", operation_id = "resolveConflicts",
    request_body = BulkRequest,
    responses((status = 200, description = "What became of each.", body = BulkView), Problems))]
pub(crate) async fn resolve(
    Acting(engine): Acting,
    Caller(principal): Caller,
    Body(request): Body<BulkRequest>,
) -> Result<Json<BulkView>, Problem> {
    let resolution = chosen(request.take, request.value.clone(), None)?;
    let mut refused: BTreeMap<i64, String> = BTreeMap::new();
    let numbers: Vec<ConflictId> = request.conflicts.iter().copied().map(ConflictId).collect();
    let known = engine.conflicts_numbered(&numbers).await?;
    let known: BTreeMap<i64, ConflictView> = known.into_iter().map(|one| (one.id, one)).collect();
    let mut ids = Vec::with_capacity(numbers.len());
    for id in request.conflicts.clone() {
        let allows =
            |permission, of: &ConflictView| principal.access.allows(permission, &of.fabric);
        // What is not visible does not exist.
        let visible = known.get(&id).filter(|one| allows(Permission::Read, one));
        let Some(conflict) = visible else {
            refused.insert(id, format!("conflict `{id}` does not exist"));
            continue;
        };
        let needed =
            [permissions::to_decide(conflict), permissions::to_decide_so(conflict, &resolution)];
        let missing = needed.into_iter().find(|needed| !allows(*needed, conflict));
        let Some(needed) = missing else {
            ids.push(ConflictId(id));
            continue;
        };
        let fabric = &conflict.fabric;
        let why = format!(
            "conflict {id}: deciding it needs the permission `{needed}` in fabric `{fabric}`"
        );
        refused.insert(id, why);
    }
    let preview = request.preview;
    let BulkRequest { why, by, change, .. } = request;
    let decide = Decide { resolution, why, by, change, preview };
    let mut done = match ids.is_empty() && !refused.is_empty() {
        true => BulkView { preview, decided: 0, refused: 0, conflicts: Vec::new() },
        false => to_the_end(async move { engine.decide_many(&ids, decide).await }).await?,
    };
    done.refused += refused.len();
    let not_allowed = refused.into_iter();
    done.conflicts.extend(not_allowed.map(|(id, why)| BulkOutcome {
        id,
        conflict: None,
        refused: Some(why),
    }));
    Ok(Json(done))
}

/// A choice that is tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    /// The conflict's number.
    conflict: i64,
    /// The side whose value would hold.
    take: Option<Side>,
    /// The value that would hold, as YAML.
    value: Option<String>,
}

/// Choices that are tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResultRequest {
    /// What is chosen for conflicts of the set.
    #[serde(default)]
    choices: Vec<Choice>,
}

/// What a resource would be with some of its conflicts decided so
///
/// Its text, the difference to Git, how many conflicts are left, what it would break of its schema. Nothing is
/// written.
#[utoipa::path(post, path = "/conflicts/{conflict}/result", tag = "conflicts", operation_id = "tryDecisions",
    params(("conflict" = i64, Path, description = "The number of any of the resource's conflicts.")),
    request_body = ResultRequest,
    responses((status = 200, description = "What it would be.", body = ConflictResult), Problems))]
pub(crate) async fn result(
    Acting(engine): Acting,
    Named(id): Named<i64>,
    Body(request): Body<ResultRequest>,
) -> Result<Json<ConflictResult>, Problem> {
    let mut choices = Vec::with_capacity(request.choices.len());
    for choice in request.choices {
        choices.push((ConflictId(choice.conflict), chosen(choice.take, choice.value, None)?));
    }
    Ok(Json(engine.conflict_result(ConflictId(id), choices).await?))
}

/// Who is to decide.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignRequest {
    /// The login of an account; null: nobody.
    assignee: Option<String>,
}

/// Give a conflict to somebody to decide
#[utoipa::path(put, path = "/conflicts/{conflict}/assignee", tag = "conflicts", operation_id = "assignConflict",
    params(("conflict" = i64, Path, description = "Its number.")),
    request_body = AssignRequest,
    responses((status = 200, description = "The conflict as it is now.", body = ConflictView), Problems))]
pub(crate) async fn assign(
    Acting(engine): Acting,
    Named(id): Named<i64>,
    Body(request): Body<AssignRequest>,
) -> Result<Json<ConflictView>, Problem> {
    let done = async move { engine.assign(ConflictId(id), request.assignee.as_deref()).await };
    Ok(Json(to_the_end(done).await?))
}

/// What is said about a conflict.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemarkRequest {
    /// The text, at most 4,000 bytes.
    text: String,
    /// Who says it; the administrator when left out.
    #[serde(default)]
    by: Option<Person>,
}

/// Say something about a conflict
///
/// What is said stays with the conflict, and with the one that takes its place when a side moves.
#[utoipa::path(post, path = "/conflicts/{conflict}/remarks", tag = "conflicts", operation_id = "remarkOnConflict",
    params(("conflict" = i64, Path, description = "Its number.")),
    request_body = RemarkRequest,
    responses((status = 200, description = "The conflict.", body = ConflictView), Problems))]
pub(crate) async fn remark(
    Acting(engine): Acting,
    Named(id): Named<i64>,
    Body(request): Body<RemarkRequest>,
) -> Result<Json<ConflictView>, Problem> {
    let done = async move { engine.say(ConflictId(id), request.text, request.by).await };
    Ok(Json(to_the_end(done).await?))
}
