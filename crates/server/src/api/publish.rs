//! Publishing a change.

use axum::Json;
use axum::http::HeaderMap;
use hedgerow_engine::views::{PublishReport, PublishRequest};
use hedgerow_model::Permission;

use crate::acting::Acting;
use crate::etag;
use crate::extract::OptionalBody;
use crate::principal::{Caller, TheChange};
use crate::problem::{Problem, Problems};
use crate::task::to_the_end;

/// Publish a change
///
/// Answers when the outcome is known; a change that is conflicted, invalid or waits for a person is
/// an outcome, told by its state and reason; so is one whose preview Git has left behind. The publish
/// continues when the client hangs up.
#[utoipa::path(post, path = "/changes/{change}/publish", tag = "changes", operation_id = "publishChange",
    params(("change" = String, Path, description = "Its name or id."),
        ("if-match" = Option<String>, Header, description = "The head of the diff that was looked at; the same as `previewed`.")),
    request_body = Option<PublishRequest>,
    responses((status = 200, description = "The outcome.", body = PublishReport), Problems))]
pub(crate) async fn publish(
    Acting(engine): Acting,
    Caller(principal): Caller,
    TheChange(change): TheChange,
    headers: HeaderMap,
    OptionalBody(mut request): OptionalBody<PublishRequest>,
) -> Result<Json<PublishReport>, Problem> {
    if request.split {
        let fabric = engine.change(&change).await?.fabric;
        if !principal.access.allows(Permission::Edit, &fabric) {
            return Err(Problem::forbidden(format!(
                "splitting a change needs the permission `edit` in fabric `{fabric}`"
            )));
        }
    }
    if request.previewed.is_none() {
        request.previewed = etag::wanted(&headers)?;
    }
    Ok(Json(to_the_end(async move { engine.publish(&change, request).await }).await?))
}
