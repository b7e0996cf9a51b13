//! Bringing resources to the form that their fabric's version has.

use axum::Json;
use axum::extract::State;
use hedgerow_engine::views::{MigrateRequest, MigrateView, MigrationView};

use crate::acting::Acting;
use crate::extract::{Body, Named};
use crate::problem::{Problem, Problems};
use crate::state::App;
use crate::task::to_the_end;

/// What newer versions renamed or removed, and a fabric still has
///
/// Only what the fabric's definitions have in the newer form alone is offered: a fabric of an older version is never
/// brought forward. What was removed is named with what to do by hand.
#[utoipa::path(get, path = "/fabrics/{fabric}/migrations", tag = "changes", operation_id = "listMigrations",
    params(("fabric" = String, Path, description = "Its name.")),
    responses((status = 200, description = "The migrations that concern resources in Git.", body = Vec<MigrationView>),
        Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Named(fabric): Named<String>,
) -> Result<Json<Vec<MigrationView>>, Problem> {
    Ok(Json(app.engine.migrations(&fabric).await?))
}

/// Bring resources to the newer form
///
/// With `preview`, shows the diff and saves nothing. Else the texts are saved as drafts of the change, and nothing is
/// published. Where the change has a draft of a resource, it is the draft's text that is brought to the newer form.
#[utoipa::path(post, path = "/fabrics/{fabric}/migrate", tag = "changes", operation_id = "migrate",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = MigrateRequest,
    responses((status = 200, description = "What was changed, or would be.", body = MigrateView), Problems))]
pub(crate) async fn migrate(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    Body(request): Body<MigrateRequest>,
) -> Result<Json<MigrateView>, Problem> {
    Ok(Json(to_the_end(async move { engine.migrate(&fabric, request).await }).await?))
}
