//! Policies: which conflicts are settled without a person.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hedgerow_engine::views::{PolicyTry, PolicyUndone, PolicyView, TryPolicy};
use hedgerow_model::{Policy, RuleUsed};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::acting::Acting;
use crate::etag;
use crate::extract::{Body, Named};
use crate::problem::{Problem, Problems};
use crate::state::App;
use crate::task::to_the_end;

fn shown(view: PolicyView) -> Response {
    let revision = view.revision;
    etag::at_revision(view, Some(revision))
}

/// The policy of a fabric
///
/// Its owners of fields and its rules, in their order; those for all fabrics, which are asked after them; how often
/// each decided in the last thirty days.
#[utoipa::path(get, path = "/fabrics/{fabric}/policy", tag = "policies", operation_id = "getPolicy",
    params(("fabric" = String, Path, description = "Its name.")),
    responses((status = 200, description = "The policy.", body = PolicyView,
        headers(("etag" = String, description = "Names its revision, for `if-match`."))), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    Named(fabric): Named<String>,
) -> Result<Response, Problem> {
    Ok(shown(app.engine.policy(Some(&fabric)).await?))
}

/// Write the policy of a fabric
///
/// It takes the place of what was written before, and answers when it has settled the open conflicts that it is
/// about. `try` says before what it would settle.
#[utoipa::path(put, path = "/fabrics/{fabric}/policy", tag = "policies", operation_id = "setPolicy",
    params(("fabric" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the policy that was looked at.")),
    request_body = Policy,
    responses((status = 200, description = "The policy holds.", body = PolicyView), Problems))]
pub(crate) async fn set(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    headers: HeaderMap,
    Body(policy): Body<Policy>,
) -> Result<Response, Problem> {
    let expected = etag::revision(&headers)?;
    let done = async move { engine.set_policy(Some(&fabric), policy, expected).await };
    Ok(shown(to_the_end(done).await?))
}

/// The policy for all fabrics
#[utoipa::path(get, path = "/policy", tag = "policies", operation_id = "getDefaultPolicy",
    responses((status = 200, description = "The policy.", body = PolicyView,
        headers(("etag" = String, description = "Names its revision, for `if-match`."))), Problems))]
pub(crate) async fn show_default(State(app): State<App>) -> Result<Response, Problem> {
    Ok(shown(app.engine.policy(None).await?))
}

/// Write the policy for all fabrics
#[utoipa::path(put, path = "/policy", tag = "policies", operation_id = "setDefaultPolicy",
    params(("if-match" = Option<String>, Header, description = "The `etag` of the policy that was looked at.")),
    request_body = Policy,
    responses((status = 200, description = "The policy holds.", body = PolicyView), Problems))]
pub(crate) async fn set_default(
    Acting(engine): Acting,
    headers: HeaderMap,
    Body(policy): Body<Policy>,
) -> Result<Response, Problem> {
    let expected = etag::revision(&headers)?;
    let done = async move { engine.set_policy(None, policy, expected).await };
    Ok(shown(to_the_end(done).await?))
}

/// Try a policy on the conflicts on record
///
/// What it would decide of the newest thousand, open ones and past ones, beside what people decided. The function
/// that says so is the one that decides: of what is open it says exactly what saving the policy would do. The policy for
/// all fabrics is tried as `everywhere`. Nothing is written.
#[utoipa::path(post, path = "/fabrics/{fabric}/policy/try", tag = "policies", operation_id = "tryPolicy",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = TryPolicy,
    responses((status = 200, description = "What it says to each conflict.", body = PolicyTry), Problems))]
pub(crate) async fn try_it(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Body(request): Body<TryPolicy>,
) -> Result<Json<PolicyTry>, Problem> {
    Ok(Json(app.engine.try_policy(&fabric, request).await?))
}

/// What of a policy's file was looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeenPolicyFile {
    /// Its `id`, as the policy was shown with it.
    id: String,
}

/// Accept the policy that the repository has
///
/// What `.hedgerow/FABRIC.toml` says becomes the policy of the fabric, as if it were written by hand, and settles the
/// open conflicts that it is about. Refused where the file is not what was looked at any more. `try` says before what
/// it would settle.
#[utoipa::path(post, path = "/fabrics/{fabric}/policy/accept", tag = "policies", operation_id = "acceptPolicy",
    params(("fabric" = String, Path, description = "Its name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of the policy that was looked at.")),
    request_body = SeenPolicyFile,
    responses((status = 200, description = "The policy holds.", body = PolicyView), Problems))]
pub(crate) async fn accept(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    headers: HeaderMap,
    Body(seen): Body<SeenPolicyFile>,
) -> Result<Response, Problem> {
    let expected = etag::revision(&headers)?;
    let done = async move { engine.accept_policy(&fabric, &seen.id, expected).await };
    Ok(shown(to_the_end(done).await?))
}

/// Dismiss the policy that the repository has
///
/// The policy in force stays. What the file says does not wait any more, until it says something else; it can still be
/// accepted. A file that is gone is dismissed for good: the policy is the fabric's own then.
#[utoipa::path(post, path = "/fabrics/{fabric}/policy/dismiss", tag = "policies", operation_id = "dismissPolicy",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = SeenPolicyFile,
    responses((status = 200, description = "It is dismissed.", body = PolicyView), Problems))]
pub(crate) async fn dismiss(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    Body(seen): Body<SeenPolicyFile>,
) -> Result<Response, Problem> {
    let done = async move { engine.dismiss_policy(&fabric, &seen.id).await };
    Ok(shown(to_the_end(done).await?))
}

/// Take the decisions of a rule back
///
/// As long as nothing was published of them, at most two hundred with one request: `more` says whether there are
/// others. The conflicts are open again, and no policy decides them again.
#[utoipa::path(post, path = "/fabrics/{fabric}/policy/undo", tag = "policies", operation_id = "undoPolicy",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = RuleUsed,
    responses((status = 200, description = "What is open again.", body = PolicyUndone), Problems))]
pub(crate) async fn undo(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    Body(rule): Body<RuleUsed>,
) -> Result<Json<PolicyUndone>, Problem> {
    let done = async move { engine.undo_policy(&fabric, &rule).await };
    Ok(Json(to_the_end(done).await?))
}
