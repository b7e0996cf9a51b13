//! One identity in several documents of Git: they are shown side by side, and one is kept.

use axum::Json;
use hedgerow_engine::views::{ChangeView, CopiesView, KeepRequest, Person};
use hedgerow_model::{ConflictId, SeenCopy};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::acting::Acting;
use crate::extract::{Body, Named};
use crate::problem::{Problem, Problems};
use crate::task::to_the_end;

/// Show the documents of a resource that has several
///
/// Of a conflict `duplicate identity`: each live document with its file, its text, the difference to the first one
/// and the commit that touched its file last; and the open changes in which one of them is kept.
#[utoipa::path(get, path = "/conflicts/{conflict}/copies", tag = "conflicts", operation_id = "listCopies",
    params(("conflict" = i64, Path, description = "Its number.")),
    responses((status = 200, description = "The documents.", body = CopiesView), Problems))]
pub(crate) async fn list(
    Acting(engine): Acting,
    Named(id): Named<i64>,
) -> Result<Json<CopiesView>, Problem> {
    Ok(Json(engine.copies(ConflictId(id)).await?))
}

/// A document as it was seen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeenDocument {
    /// Its file.
    path: String,
    /// The SHA-256 of its text, as it was shown.
    digest: String,
    /// Whether it is the one that stays; exactly one does.
    #[serde(default)]
    stays: bool,
}

/// One of several documents is to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeepCopyRequest {
    /// All of them, as they were shown.
    copies: Vec<SeenDocument>,
    /// The change; may be left out where the fabric publishes automatically.
    change: Option<String>,
    /// The commit message of the change.
    message: Option<String>,
    /// Who chooses; the administrator when left out.
    by: Option<Person>,
}

/// Keep one of several documents
///
/// As a change: once it is published, the others are taken out of their files. Refused as moved where Git has others
/// than were shown.
#[utoipa::path(post, path = "/conflicts/{conflict}/keep", tag = "conflicts", operation_id = "keepCopy",
    params(("conflict" = i64, Path, description = "Its number.")),
    request_body = KeepCopyRequest,
    responses((status = 200, description = "The change.", body = ChangeView), Problems))]
pub(crate) async fn keep(
    Acting(engine): Acting,
    Named(id): Named<i64>,
    Body(KeepCopyRequest { copies, change, message, by }): Body<KeepCopyRequest>,
) -> Result<Json<ChangeView>, Problem> {
    let seen = |SeenDocument { path, digest, stays }: SeenDocument| SeenCopy {
        path,
        digest,
        goes: !stays,
    };
    let copies = copies.into_iter().map(seen).collect();
    let request = KeepRequest { copies, change, message, by };
    Ok(Json(to_the_end(async move { engine.keep_copy(ConflictId(id), request).await }).await?))
}
