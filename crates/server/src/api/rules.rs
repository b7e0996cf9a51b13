//! The rules between resources in a fabric, and how the fabric is installed.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hedgerow_engine::views::{DeclareRules, RuleView, RulesView, SetRule};
use hedgerow_model::Value;

use crate::acting::Acting;
use crate::etag;
use crate::extract::{Body, Named};
use crate::problem::{Problem, Problems};
use crate::state::App;
use crate::task::to_the_end;

/// The rules between resources, and how the fabric is installed
///
/// Each rule with its level in this fabric, how often it is broken now, and examples; what could not be
/// checked; the installation settings with the installer's defaults. The header `etag` names the
/// fabric's settings, for `if-match` when they are changed.
#[utoipa::path(get, path = "/fabrics/{fabric}/rules", tag = "rules", operation_id = "listRules",
    params(("fabric" = String, Path, description = "Its name.")),
    responses((status = 200, description = "The rules.", body = RulesView,
        headers(("etag" = String, description = "Names the fabric's settings."))), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Named(fabric): Named<String>,
) -> Result<Response, Problem> {
    let revision = app.engine.fabric_revision(&fabric).await?;
    Ok(etag::at_revision(app.engine.rules(&fabric).await?, Some(revision)))
}

/// Set a rule's level in a fabric
///
/// Answers when what Git has and the open changes were judged by it. A rule that the schema check holds cannot
/// be set.
#[utoipa::path(put, path = "/fabrics/{fabric}/rules/{rule}", tag = "rules", operation_id = "setRule",
    params(("fabric" = String, Path, description = "The fabric's name."),
        ("rule" = String, Path, description = "The rule's id."),
        ("if-match" = Option<String>, Header, description = "The `etag` of what was looked at.")),
    request_body = SetRule,
    responses((status = 200, description = "The level holds.", body = RuleView), Problems))]
pub(crate) async fn set(
    Acting(engine): Acting,
    Named((fabric, rule)): Named<(String, String)>,
    headers: HeaderMap,
    Body(set): Body<SetRule>,
) -> Result<Response, Problem> {
    let expected = etag::revision(&headers)?;
    let (setting, of) = (engine.clone(), fabric.clone());
    let done = async move { setting.set_rule(&of, &rule, set.level, expected).await };
    let view = to_the_end(done).await?;
    Ok(etag::at_revision(view, Some(engine.fabric_revision(&fabric).await?)))
}

/// Declare rules of a fabric's own
///
/// For kinds that Hedgerow knows nothing of: references, values that are unique or in a range, prefixes that do
/// not overlap. The text takes the place of what was declared before. Answers when what Git has and the open
/// changes were judged by it. A text with a mistake changes nothing; each line of the problem's `detail` but the
/// last one begins with `line N:`.
#[utoipa::path(put, path = "/fabrics/{fabric}/declared-rules", tag = "rules", operation_id = "declareRules",
    params(("fabric" = String, Path, description = "The fabric's name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of what was looked at.")),
    request_body = DeclareRules,
    responses((status = 200, description = "The rules hold.", body = RulesView), Problems))]
pub(crate) async fn declare(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    headers: HeaderMap,
    Body(declared): Body<DeclareRules>,
) -> Result<Response, Problem> {
    let expected = etag::revision(&headers)?;
    let (setting, of) = (engine.clone(), fabric.clone());
    let done = async move { setting.declare_rules(&of, declared.text, expected).await };
    let view = to_the_end(done).await?;
    Ok(etag::at_revision(view, Some(engine.fabric_revision(&fabric).await?)))
}

/// Say how a fabric is installed
///
/// What differs from the installer's defaults, by the names of `settings`; it takes the place of what was
/// said before. Without any, `{}`, it is installed as the installer does by default. Answers when what Git
/// has and the open changes were judged by it.
#[utoipa::path(put, path = "/fabrics/{fabric}/installation", tag = "rules", operation_id = "setInstallation",
    params(("fabric" = String, Path, description = "The fabric's name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of what was looked at.")),
    request_body(content = Value, description = "The settings that differ, by name."),
    responses((status = 200, description = "The settings hold.", body = RulesView), Problems))]
pub(crate) async fn set_installation(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    headers: HeaderMap,
    Body(installation): Body<Value>,
) -> Result<Response, Problem> {
    install(engine, fabric, &headers, Some(installation)).await
}

/// Take back how a fabric is installed
///
/// Rules that depend on it are not checked from then on.
#[utoipa::path(delete, path = "/fabrics/{fabric}/installation", tag = "rules", operation_id = "forgetInstallation",
    params(("fabric" = String, Path, description = "The fabric's name."),
        ("if-match" = Option<String>, Header, description = "The `etag` of what was looked at.")),
    responses((status = 200, description = "Nothing is said of it.", body = RulesView), Problems))]
pub(crate) async fn forget_installation(
    Acting(engine): Acting,
    Named(fabric): Named<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    install(engine, fabric, &headers, None).await
}

async fn install(
    engine: hedgerow_engine::Engine,
    fabric: String,
    headers: &HeaderMap,
    installation: Option<Value>,
) -> Result<Response, Problem> {
    let expected = etag::revision(headers)?;
    let (setting, of) = (engine.clone(), fabric.clone());
    let done = async move { setting.set_installation(&of, installation.as_ref(), expected).await };
    let view = to_the_end(done).await?;
    Ok(etag::at_revision(view, Some(engine.fabric_revision(&fabric).await?)))
}
