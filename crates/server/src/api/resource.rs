//! One resource in full, and its history.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hedgerow_engine::views::{BlameView, HistoryEntry, Page, ResourceAt, ResourceDetail};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::etag;
use crate::extract::{Named, Parameters};
use crate::page::PageQuery;
use crate::problem::{Problem, Problems};
use crate::state::App;

/// The variable parts of the path of a resource.
type OfResource = (String, String, String, String);

/// One resource with everything that is known of it
///
/// Its documents, drafts, conflicts and findings; its fields on every side; what it refers to and what
/// refers to it. The header `etag` names what Git and the drafts say of it.
#[utoipa::path(get, path = "/fabrics/{fabric}/resources/{kind}/{namespace}/{name}", tag = "fabrics", operation_id = "getResource",
    params(("fabric" = String, Path, description = "The fabric's name."),
        ("kind" = String, Path, description = "The kind, or `KIND.GROUP`."),
        ("namespace" = String, Path, description = "The namespace; `-` for none."),
        ("name" = String, Path, description = "The name.")),
    responses((status = 200, description = "The resource.", body = ResourceDetail,
        headers(("etag" = String, description = "Names what Git and the drafts say of it."))), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    Named((fabric, kind, namespace, name)): Named<OfResource>,
) -> Result<Response, Problem> {
    let view = app.engine.resource(&fabric, &kind, &namespace, &name).await?;
    let tag = etag::header(&tag(&view));
    let mut response = Json(view).into_response();
    response.headers_mut().extend(tag);
    Ok(response)
}

/// What commits did to a resource, newest first
///
/// Only its own text is looked at: what happened to other documents of its file is not a part of it. A
/// page looks at a bounded part of the history: it may be short, or empty, and still have a `next`.
#[utoipa::path(get, path = "/fabrics/{fabric}/resources/{kind}/{namespace}/{name}/history", tag = "fabrics", operation_id = "getResourceHistory",
    params(("fabric" = String, Path, description = "The fabric's name."),
        ("kind" = String, Path, description = "The kind, or `KIND.GROUP`."),
        ("namespace" = String, Path, description = "The namespace; `-` for none."),
        ("name" = String, Path, description = "The name."), PageQuery),
    responses((status = 200, description = "The commits.", body = Page<HistoryEntry>), Problems))]
pub(crate) async fn history(
    State(app): State<App>,
    Named((fabric, kind, namespace, name)): Named<OfResource>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<Page<HistoryEntry>>, Problem> {
    let ask = query.request();
    Ok(Json(app.engine.history(&fabric, &kind, &namespace, &name, &ask).await?))
}

/// What of a resource is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct BlameQuery {
    /// A place in it: the fields there and below. All when left out.
    path: Option<String>,
}

/// Who set each field of a resource
///
/// The author, time and commit that made each field what it is in Git, and the change, the file of raw/ or the
/// policy that it came from. Moves between files and items with another key are followed. It is looked for in a bounded
/// part of the history: what is not settled there has `known` false and `unknown_before`.
#[utoipa::path(get, path = "/fabrics/{fabric}/resources/{kind}/{namespace}/{name}/blame", tag = "fabrics", operation_id = "getResourceBlame",
    params(("fabric" = String, Path, description = "The fabric's name."),
        ("kind" = String, Path, description = "The kind, or `KIND.GROUP`."),
        ("namespace" = String, Path, description = "The namespace; `-` for none."),
        ("name" = String, Path, description = "The name."), BlameQuery),
    responses((status = 200, description = "The fields.", body = BlameView), Problems))]
pub(crate) async fn blame(
    State(app): State<App>,
    Named((fabric, kind, namespace, name)): Named<OfResource>,
    Parameters(query): Parameters<BlameQuery>,
) -> Result<Json<BlameView>, Problem> {
    let of = (kind.as_str(), namespace.as_str(), name.as_str());
    Ok(Json(app.engine.blame(&fabric, of, query.path.as_deref()).await?))
}

/// A resource as it was at a commit
///
/// Its own text, in whichever file it was. Refused where that cannot be said: a file that may have held it cannot be
/// read at that commit, or more than 20,000 files changed since.
#[utoipa::path(get, path = "/fabrics/{fabric}/resources/{kind}/{namespace}/{name}/at/{commit}", tag = "fabrics", operation_id = "getResourceAt",
    params(("fabric" = String, Path, description = "The fabric's name."),
        ("kind" = String, Path, description = "The kind, or `KIND.GROUP`."),
        ("namespace" = String, Path, description = "The namespace; `-` for none."),
        ("name" = String, Path, description = "The name."),
        ("commit" = String, Path, description = "7 to 40 hexadecimal digits of a commit in the branch's history.")),
    responses((status = 200, description = "What it was.", body = ResourceAt), Problems))]
pub(crate) async fn at(
    State(app): State<App>,
    Named((fabric, kind, namespace, name, commit)): Named<(String, String, String, String, String)>,
) -> Result<Json<ResourceAt>, Problem> {
    let of = (kind.as_str(), namespace.as_str(), name.as_str());
    Ok(Json(app.engine.resource_at(&fabric, of, &commit).await?))
}

/// Names what Git and the drafts say of a resource.
fn tag(view: &ResourceDetail) -> String {
    let mut said = format!("{}\n", view.row.text.as_deref().unwrap_or_default());
    for place in &view.documents {
        said.push_str(&format!("{} {} {}\n", place.path, place.line, place.standing));
    }
    for draft in &view.drafts {
        said.push_str(&format!("{} {} {}\n", draft.change_id, draft.revision, draft.state));
    }
    for conflict in &view.conflicts {
        said.push_str(&format!("{} {}\n", conflict.id, conflict.state));
    }
    etag::of(&said)
}
