//! Finding one's way: kinds and their schemas, files, search; and checking a text.

use axum::Json;
use axum::extract::State;
use hedgerow_access::Account;
use hedgerow_engine::views::{
    CheckRequest, CheckView, FileArea, FileView, Found, FoundWhat, KindView, Page, TextEditRequest,
    TextEditView,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::acting::Within;
use crate::extract::{Body, Named, Parameters};
use crate::page;
use crate::principal::Caller;
use crate::problem::{Problem, Problems};
use crate::state::App;

/// How much a search finds, where no other number is asked for.
const SEARCHED: i64 = 20;

/// How many people a search finds.
const PEOPLE: i64 = 5;

/// Which files are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FilesQuery {
    /// Only those of this part of the directory.
    area: Option<FileArea>,
    /// How many at most, from 1 to 1000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

/// What is searched for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchQuery {
    /// A part of a name, a number, an address, a network, a VLAN, a MAC address, or a part of a text.
    #[param(max_length = 253)]
    #[serde(default)]
    q: String,
    /// How many at most, from 1 to 100; 20 when left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// The kinds of a fabric
///
/// Those that people write, whether or not there are any, and those that the fabric has.
#[utoipa::path(get, path = "/fabrics/{fabric}/kinds", tag = "fabrics", operation_id = "listKinds",
    params(("fabric" = String, Path, description = "Its name.")),
    responses((status = 200, description = "All of them, by kind.", body = Page<KindView>), Problems))]
pub(crate) async fn kinds(
    State(app): State<App>,
    Named(fabric): Named<String>,
) -> Result<Json<Page<KindView>>, Problem> {
    Ok(Json(app.engine.kinds(&fabric).await?))
}

/// The JSON schema of a kind
///
/// As its definition has it, with the words that are in `apiVersion` and `kind`: for completion and
/// for what is shown on hover.
#[utoipa::path(get, path = "/fabrics/{fabric}/kinds/{kind}/schema", tag = "fabrics", operation_id = "getKindSchema",
    params(("fabric" = String, Path, description = "Its name."),
        ("kind" = String, Path, description = "The kind, or `KIND.GROUP`.")),
    responses((status = 200, description = "The schema.", body = serde_json::Value), Problems))]
pub(crate) async fn schema(
    State(app): State<App>,
    Named((fabric, kind)): Named<(String, String)>,
) -> Result<Json<serde_json::Value>, Problem> {
    Ok(Json(app.engine.kind_schema(&fabric, &kind).await?))
}

/// The files of a fabric's directory, by path
///
/// Each with the part of the directory it is in, the resources in it, and what is wrong with it or
/// why it stays where it is.
#[utoipa::path(get, path = "/fabrics/{fabric}/files", tag = "fabrics", operation_id = "listFiles",
    params(("fabric" = String, Path, description = "Its name."), FilesQuery),
    responses((status = 200, description = "Those that were asked for.", body = Page<FileView>), Problems))]
pub(crate) async fn files(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Parameters(query): Parameters<FilesQuery>,
) -> Result<Json<Page<FileView>>, Problem> {
    let ask = page::page_request(query.limit, query.cursor);
    Ok(Json(app.engine.files(&fabric, query.area, &ask).await?))
}

/// Check a text without saving it
///
/// As a draft would be checked: whether it can be read, its schema, what it refers to, and what the
/// fabric would refuse to change. Lines and columns are those of the text.
#[utoipa::path(post, path = "/fabrics/{fabric}/check", tag = "fabrics", operation_id = "checkText",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = CheckRequest,
    responses((status = 200, description = "What is wrong, and what the text holds.", body = CheckView), Problems))]
pub(crate) async fn check(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Body(request): Body<CheckRequest>,
) -> Result<Json<CheckView>, Problem> {
    Ok(Json(app.engine.check(&fabric, request).await?))
}

/// Edit a text by its fields without saving it
///
/// For a form: the answer is the text in which nothing but what the edits say is different, with all comments and the
/// way everything else is written, and what it says as JSON.
#[utoipa::path(post, path = "/fabrics/{fabric}/edit", tag = "fabrics", operation_id = "editText",
    params(("fabric" = String, Path, description = "Its name.")),
    request_body = TextEditRequest,
    responses((status = 200, description = "The text as it was edited.", body = TextEditView), Problems))]
pub(crate) async fn edit(
    State(app): State<App>,
    Named(fabric): Named<String>,
    Body(request): Body<TextEditRequest>,
) -> Result<Json<TextEditView>, Problem> {
    Ok(Json(app.engine.edit_text(&fabric, request).await?))
}

/// Find fabrics, resources, changes, conflicts, runs and people
///
/// By a part of the name, names that start with it first; or by number. Resources also by an address, a network, a VLAN,
/// a MAC address or a part of a text: `field` is the field that has it. People, for those who administer the server, by a part of their login
/// or name. Nothing for an empty text.
#[utoipa::path(get, path = "/search", tag = "fabrics", operation_id = "search",
    params(SearchQuery),
    responses((status = 200, description = "What was found; never more pages.", body = Page<Found>), Problems))]
pub(crate) async fn search(
    State(app): State<App>,
    Within(scope): Within,
    Caller(principal): Caller,
    Parameters(query): Parameters<SearchQuery>,
) -> Result<Json<Page<Found>>, Problem> {
    let limit = query.limit.unwrap_or(SEARCHED);
    let ask = page::page_request(Some(limit), None);
    let mut found = app.engine.search(&scope, &query.q, &ask).await?;
    let text = query.q.trim();
    if principal.access.administers() && !text.is_empty() {
        let people = app.people.find(text, PEOPLE.min(limit)).await?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        found.items = people.into_iter().map(person).chain(found.items).take(most).collect();
    }
    Ok(Json(found))
}

fn person(account: Account) -> Found {
    Found {
        detail: Some(account.email),
        name: Some(account.login),
        ..Found::named(FoundWhat::Person, account.name)
    }
}
