//! Approving changes, in fabrics that ask for four eyes.

use axum::Json;
use hedgerow_engine::views::{Approve, ChangeView};

use crate::acting::Acting;
use crate::extract::Body;
use crate::principal::TheChange;
use crate::problem::{Problem, Problems};
use crate::task::to_the_end;

/// Approve a change
///
/// What is approved is the revision that was looked at; when the change was edited since, this is
/// refused with 412. A person who wrote some of the change cannot approve it. A change that awaited
/// approval is published for the person who asked, and its outcome waited for.
#[utoipa::path(post, path = "/changes/{change}/approve", tag = "changes", operation_id = "approveChange",
    params(("change" = String, Path, description = "Its name or id.")),
    request_body = Approve,
    responses((status = 200, description = "The change as it is now.", body = ChangeView), Problems))]
pub(crate) async fn approve(
    Acting(engine): Acting,
    TheChange(change): TheChange,
    Body(request): Body<Approve>,
) -> Result<Json<ChangeView>, Problem> {
    Ok(Json(to_the_end(async move { engine.approve(&change, request).await }).await?))
}

/// Take back one's own approval
#[utoipa::path(delete, path = "/changes/{change}/approve", tag = "changes", operation_id = "withdrawApproval",
    params(("change" = String, Path, description = "Its name or id.")),
    responses((status = 200, description = "The change as it is now.", body = ChangeView), Problems))]
pub(crate) async fn withdraw(
    Acting(engine): Acting,
    TheChange(change): TheChange,
) -> Result<Json<ChangeView>, Problem> {
    Ok(Json(to_the_end(async move { engine.withdraw_approval(&change).await }).await?))
}
