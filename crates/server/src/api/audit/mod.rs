//! The audit: looking at it, taking it away, verifying it.

mod export;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use hedgerow_access::Principal;
use hedgerow_engine::views::{Millis, Page, PageRequest};
use hedgerow_model::{AuditAction, AuditOutcome, Permission};
use hedgerow_store::{AuditEntry as Row, AuditFilter, NewAudit, Store, StoreError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use self::export::Export;
use crate::extract::Parameters;
use crate::principal::Caller;
use crate::problem::{Problem, Problems};
use crate::state::App;

/// Which entries are asked for: those that fit everything that is given.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// What was done.
    action: Option<AuditAction>,
    /// Who did it, by login.
    actor: Option<String>,
    /// In which fabric.
    fabric: Option<String>,
    /// How it ended.
    outcome: Option<AuditOutcome>,
    /// A part of what it was done to.
    subject: Option<String>,
    /// From this time on.
    since: Option<Millis>,
    /// Before this time.
    until: Option<Millis>,
    /// How many at most, from 1 to 1000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

/// The form of an export.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    /// One JSON object on each line.
    #[default]
    Jsonl,
    /// A table for spreadsheets.
    Csv,
}

/// Which entries are taken away, and in which form.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportQuery {
    /// The form; JSON lines when left out.
    #[serde(default)]
    #[param(inline, required = false)]
    format: Form,
    /// What was done.
    action: Option<AuditAction>,
    /// Who did it, by login.
    actor: Option<String>,
    /// In which fabric.
    fabric: Option<String>,
    /// How it ended.
    outcome: Option<AuditOutcome>,
    /// A part of what it was done to.
    subject: Option<String>,
    /// From this time on.
    since: Option<Millis>,
    /// Before this time.
    until: Option<Millis>,
}

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditActor {
    /// A person, a person's token, the installation's own token, Hedgerow itself, or nobody known.
    kind: String,
    /// The login.
    login: String,
    /// The name.
    name: String,
    /// What the token is called that was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// An entry of the audit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditView {
    /// Its number.
    seq: i64,
    /// When.
    at: Millis,
    /// Who.
    actor: AuditActor,
    /// The network address the request came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// What was done.
    action: String,
    /// How it ended: `done`, `refused` or `failed`.
    outcome: String,
    /// In which fabric.
    #[serde(skip_serializing_if = "Option::is_none")]
    fabric: Option<String>,
    /// What it was done to.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// What else there is to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// What it was before.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<serde_json::Value>,
    /// What it was afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<serde_json::Value>,
}

/// What is wrong with some entries that follow one another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditTrouble {
    /// The first of them.
    seq: i64,
    /// The last of them.
    to: i64,
    /// What it is.
    what: String,
}

/// Whether the audit is what Hedgerow wrote.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditVerificationView {
    /// Nothing is wrong.
    ok: bool,
    /// How many entries there are.
    entries: u64,
    /// The number of the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<i64>,
    /// The code of the last one. Kept elsewhere, it shows that a later copy of the log still contains
    /// what this one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<String>,
    /// The first entry that the available keys can verify.
    #[serde(skip_serializing_if = "Option::is_none")]
    from_seq: Option<i64>,
    /// What is wrong, in the order of the entries.
    problems: Vec<AuditTrouble>,
    /// How many more problems there are.
    further: u64,
}

impl From<Row> for AuditView {
    fn from(row: Row) -> Self {
        Self {
            seq: row.seq,
            at: row.at,
            actor: AuditActor {
                kind: row.kind,
                login: row.login,
                name: row.name,
                token: row.token,
            },
            from: row.from,
            action: row.action,
            outcome: row.outcome,
            fabric: row.fabric,
            subject: row.subject,
            detail: row.detail,
            before: row.before,
            after: row.after,
        }
    }
}

impl AuditQuery {
    fn split(self) -> (ExportQuery, PageRequest) {
        let ask = PageRequest { limit: self.limit, cursor: self.cursor };
        let query = ExportQuery {
            format: Form::default(),
            action: self.action,
            actor: self.actor,
            fabric: self.fabric,
            outcome: self.outcome,
            subject: self.subject,
            since: self.since,
            until: self.until,
        };
        (query, ask)
    }
}

impl ExportQuery {
    /// As far as somebody may see: all of it who administers, otherwise what was done in the fabrics
    /// that they manage.
    async fn filter(self, store: &Store, who: &Principal) -> Result<AuditFilter, StoreError> {
        let fabrics = if who.access.administers() {
            None
        } else {
            match who.access.where_allowed(Permission::Manage) {
                Some(fabrics) => Some(fabrics.into_iter().collect()),
                None => {
                    let all = store.fabrics().await?;
                    Some(all.into_iter().map(|fabric| fabric.name).collect())
                }
            }
        };
        Ok(AuditFilter {
            action: self.action,
            actor: self.actor,
            fabric: self.fabric,
            fabrics,
            outcome: self.outcome,
            subject: self.subject,
            since: self.since,
            until: self.until,
        })
    }
}

/// Who did what, newest first
///
/// Who administers the server sees all of it; a fabric's admin what was done in it.
#[utoipa::path(get, path = "/audit", tag = "audit", operation_id = "listAudit",
    params(AuditQuery),
    responses((status = 200, description = "Those that were asked for.", body = Page<AuditView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Caller(principal): Caller,
    Parameters(query): Parameters<AuditQuery>,
) -> Result<Json<Page<AuditView>>, Problem> {
    let (query, ask) = query.split();
    let limit = ask.length()?;
    let before: Option<i64> = ask.after("audit")?;
    let store = app.engine.store();
    let filter = query.filter(store, &principal).await.map_err(Problem::from)?;
    let rows = store.audit_page(&filter, before, limit + 1).await.map_err(Problem::from)?;
    Ok(Json(Page::cut(rows, limit, "audit", |row| row.seq).map(AuditView::from)))
}

/// Take the audit away
///
/// As a file, newest first. That it was taken is an entry itself.
#[utoipa::path(get, path = "/audit/export", tag = "audit", operation_id = "exportAudit",
    params(ExportQuery),
    responses((status = 200, description = "The entries that were asked for.", content(
        (String = "application/x-ndjson"), (String = "text/csv"))), Problems))]
pub(crate) async fn export(
    State(app): State<App>,
    Caller(principal): Caller,
    Parameters(query): Parameters<ExportQuery>,
) -> Result<Response, Problem> {
    let form = query.format;
    let store = app.engine.store().clone();
    let filter = query.filter(&store, &principal).await.map_err(Problem::from)?;
    let mut tx = store.write().await.map_err(Problem::from)?;
    let now = app.config.clock.now();
    let entry = NewAudit::done(&principal.actor, AuditAction::AuditExport, now).detail(form.name());
    tx.audit(&[entry]).await.map_err(Problem::from)?;
    tx.commit().await.map_err(Problem::from)?;
    let started = Export { store, filter, form, before: None, begun: false };
    let stream = futures::stream::try_unfold(Some(started), |export| async move {
        let Some(export) = export else { return Ok(None) };
        // A reader must not take half of it for all of it: the answer breaks off.
        let (bytes, rest) = export.next().await.map_err(|error| {
            tracing::error!(reason = %error, "an export of the audit broke off");
            std::io::Error::other("the audit could not be read")
        })?;
        Ok::<_, std::io::Error>(Some((bytes, rest)))
    });
    let headers = [(CONTENT_TYPE, form.media()), (CONTENT_DISPOSITION, form.disposition())];
    Ok((headers, Body::from_stream(stream)).into_response())
}

/// Whether the audit was touched
///
/// Reads all of it.
#[utoipa::path(get, path = "/audit/verification", tag = "audit", operation_id = "verifyAudit",
    responses((status = 200, description = "What was found.", body = AuditVerificationView), Problems))]
pub(crate) async fn verify(State(app): State<App>) -> Result<Json<AuditVerificationView>, Problem> {
    let found = app.engine.store().verify_audit().await.map_err(Problem::from)?;
    let trouble = |problem: hedgerow_store::AuditProblem| AuditTrouble {
        seq: problem.seq,
        to: problem.to,
        what: problem.what,
    };
    Ok(Json(AuditVerificationView {
        ok: found.ok(),
        entries: found.entries,
        last: found.last,
        head: found.head,
        from_seq: found.verifiable_from,
        problems: found.problems.into_iter().map(trouble).collect(),
        further: found.further,
    }))
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }

    fn media(self) -> &'static str {
        match self {
            Self::Jsonl => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    fn disposition(self) -> &'static str {
        match self {
            Self::Jsonl => "attachment; filename=\"hedgerow-audit.jsonl\"",
            Self::Csv => "attachment; filename=\"hedgerow-audit.csv\"",
        }
    }
}
