//! What to try, on a server that shows itself.

use axum::Json;
use axum::extract::State;
use hedgerow_engine::EngineError;
use hedgerow_engine::views::{DriftQuery, PageRequest};
use hedgerow_model::{Actor, ActorKind, AuditAction, ResourceState};
use hedgerow_store::AuditFilter;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{Problem, Problems};
use crate::state::App;

/// What to try, on a server that shows itself: lines to paste into a terminal, and the pages on which to see what they do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Tour {
    /// Tells it from the tour of another demo at the same address.
    pub id: String,
    /// The lines that clone the repository and go there.
    pub clone: String,
    /// The steps. Each works on its own, in any order.
    pub steps: Vec<TourStep>,
}

/// One thing to try.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TourStep {
    /// Which way the news goes.
    pub direction: TourDirection,
    /// What it is.
    pub title: String,
    /// What to do and what to see.
    pub text: String,
    /// Lines for a terminal in the clone.
    pub commands: String,
    /// The path of the page that belongs to it.
    pub page: String,
    /// What a link to that page says.
    pub page_title: String,
    /// Whether it was done, as far as that is seen now.
    pub done: bool,
    /// What shows that it was done.
    #[serde(skip)]
    pub evidence: TourEvidence,
}

/// Which way the news of a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub enum TourDirection {
    /// Somebody pushes, the page shows it.
    #[serde(rename = "from git")]
    FromGit,
    /// Somebody edits on the page, Git gets it.
    #[serde(rename = "to git")]
    ToGit,
    /// Somebody edits in the cluster, or the cluster gets what Git has.
    #[serde(rename = "in the cluster")]
    InCluster,
}

/// What shows that a step was done.
#[derive(Clone, Copy, Debug)]
pub enum TourEvidence {
    /// A person did this in this fabric; what is audited names this.
    Audited(AuditAction, &'static str, &'static str),
    /// Git has a resource of this fabric, kind and name, with this in its text, and not commented out.
    InGit(&'static str, &'static str, &'static str, &'static str),
    /// A change brought an edit of it to Git, whatever the edit was.
    Published(&'static str, &'static str, &'static str),
    /// Git has it commented out.
    CommentedOut(&'static str, &'static str, &'static str),
    /// It differs in the cluster, which moved; or a person brought it back since.
    Drifted(&'static str, &'static str, &'static str),
    /// A person had a fabric verified.
    Verified(&'static str),
    /// An edit of it in the cluster was undone by an applier.
    Undone(&'static str, &'static str, &'static str),
}

/// The most audit entries that are looked through for one step.
const ENTRIES: i64 = 100;

/// The most commits of a resource that are looked through for one step.
const COMMITS: i64 = 20;

impl TourEvidence {
    async fn is_there(self, app: &App) -> Result<bool, EngineError> {
        let engine = &app.engine;
        let query = |kind: &str, name: &str| DriftQuery {
            kind: Some(kind.to_owned()),
            name: Some(name.to_owned()),
            ..DriftQuery::default()
        };
        let one = PageRequest::first(1);
        match self {
            Self::Audited(action, fabric, named) => was_audited(app, action, fabric, named).await,
            Self::InGit(fabric, kind, name, text) => {
                let found = in_git(app, fabric, kind, name).await?;
                Ok(found.is_some_and(|(is_live, had)| is_live && had.contains(text)))
            }
            Self::Published(fabric, kind, name) => {
                let newest = PageRequest::first(COMMITS);
                let page = absent(engine.history(fabric, kind, "default", name, &newest).await)?;
                Ok(page.is_some_and(|page| page.items.iter().any(|it| it.change_id.is_some())))
            }
            Self::CommentedOut(fabric, kind, name) => {
                let found = in_git(app, fabric, kind, name).await?;
                Ok(found.is_some_and(|(is_live, _)| !is_live))
            }
            Self::Drifted(fabric, kind, name) => {
                let page = engine.drift(fabric, &query(kind, name), &one).await;
                let page = absent(page)?;
                if page.is_some_and(|page| page.items.iter().any(|it| it.moved.is_some())) {
                    return Ok(true);
                }
                let resource = format!("{kind}/{name}");
                was_audited(app, AuditAction::DriftReapply, fabric, &resource).await
            }
            Self::Verified(fabric) => {
                let report = absent(engine.verified(fabric).await)?;
                Ok(report.is_some_and(|report| report.by != Actor::system().login))
            }
            Self::Undone(fabric, kind, name) => {
                let page = absent(engine.undone(fabric, &query(kind, name), &one).await)?;
                Ok(page.is_some_and(|page| !page.items.is_empty()))
            }
        }
    }
}

/// Whether a person did something in a fabric, of which what is audited names this.
async fn was_audited(
    app: &App,
    action: AuditAction,
    fabric: &str,
    named: &str,
) -> Result<bool, EngineError> {
    let filter = AuditFilter {
        action: Some(action),
        fabric: Some(fabric.to_owned()),
        ..AuditFilter::default()
    };
    let entries = app.engine.store().audit_page(&filter, None, ENTRIES).await?;
    // What the demo does when it starts, nobody tried.
    Ok(entries.iter().any(|entry| {
        let told = [&entry.subject, &entry.detail];
        entry.kind != ActorKind::System.as_str()
            && told.into_iter().flatten().any(|text| text.contains(named))
    }))
}

/// Whether a resource is live in Git, and its text there.
async fn in_git(
    app: &App,
    fabric: &str,
    kind: &str,
    name: &str,
) -> Result<Option<(bool, String)>, EngineError> {
    let found = absent(app.engine.resource(fabric, kind, "default", name).await)?;
    Ok(found.and_then(|detail| {
        let text = detail.row.text?;
        Some((detail.row.state != ResourceState::CommentedOut, text))
    }))
}

/// Nothing where what was asked for is not there, or lives in no cluster.
fn absent<T>(answer: Result<T, EngineError>) -> Result<Option<T>, EngineError> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(EngineError::NotFound { .. } | EngineError::Cluster(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What to try here
///
/// Only a demo has a tour.
#[utoipa::path(get, path = "/tour", tag = "tour", operation_id = "getTour",
    responses((status = 200, description = "The tour, with what of it was done.", body = Tour), Problems))]
pub(crate) async fn show(State(app): State<App>) -> Result<Json<Tour>, Problem> {
    let demo =
        app.config.demo.as_ref().ok_or_else(|| Problem::not_found("tour", "of this server"))?;
    let mut tour = demo.tour.clone();
    for step in &mut tour.steps {
        step.done = step.evidence.is_there(&app).await?;
    }
    Ok(Json(tour))
}
