//! Events for live views, written in the transaction of what they describe: every server sends them once
//! the transaction is durable, and never if it is not.

use std::collections::HashMap;

use hedgerow_model::{Change, ChangeId, ChangeState, Finding, RunId, RunKind, RunState};
use hedgerow_store::Transaction;

use super::Record;
use crate::core::{Branch, now};
use crate::error::EngineError;
use crate::views::{Event, SyncReport, named};

impl Record<'_> {
    /// Emits an event when the transaction is committed.
    pub(crate) fn emit(&self, tx: &mut Transaction, event: &Event) -> Result<(), EngineError> {
        let payload = serde_json::to_string(event)
            .map_err(|error| EngineError::Internal(format!("an event: {error}")))?;
        tx.add_event(event.name(), event.fabric(), payload, now());
        Ok(())
    }

    /// Emits the state of changes within the transaction, and returns them with the names of their fabrics.
    pub(crate) async fn emit_changes(
        &self,
        tx: &mut Transaction,
        ids: &[ChangeId],
    ) -> Result<Vec<(Change, String)>, EngineError> {
        let found = tx.changes_with_fabrics(ids).await?;
        let changed: Vec<_> = found
            .iter()
            .map(|(change, fabric)| (change.id, &*change.name, &**fabric, change.state))
            .collect();
        self.emit_known(tx, &changed).await?;
        Ok(found)
    }

    /// As [`Self::emit_changes`], of changes of which name, fabric and state are known.
    pub(crate) async fn emit_known(
        &self,
        tx: &mut Transaction,
        changes: &[(ChangeId, &str, &str, ChangeState)],
    ) -> Result<(), EngineError> {
        let ids: Vec<ChangeId> = changes.iter().map(|(id, ..)| *id).collect();
        let mut drafts: HashMap<ChangeId, Vec<String>> = HashMap::new();
        for draft in tx.draft_lines(&ids).await? {
            drafts.entry(draft.change_id).or_default().push(draft.identity.to_string());
        }
        for (id, change, fabric, state) in changes {
            let (resources, more) = named(drafts.remove(id).unwrap_or_default());
            let event = Event::Change {
                id: id.to_string(),
                change: (*change).to_owned(),
                fabric: (*fabric).to_owned(),
                state: *state,
                resources,
                more,
            };
            self.emit(tx, &event)?;
        }
        Ok(())
    }

    /// Emits that the remote of a branch has begun or ceased to answer.
    pub(crate) async fn emit_queue(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        problem: Option<&str>,
    ) -> Result<(), EngineError> {
        let fabrics = tx.fabrics_on_queue(branch.queue.id).await?;
        let (repository, problem) = (branch.repository.name.clone(), problem.map(str::to_owned));
        self.emit(tx, &Event::Repository { repository, fabrics, problem })
    }

    /// Emits the state of a run on these fabrics.
    pub(crate) fn emit_run(
        &self,
        tx: &mut Transaction,
        (id, kind): (RunId, RunKind),
        state: RunState,
        fabrics: &[String],
    ) -> Result<(), EngineError> {
        let mut fabrics = fabrics.to_vec();
        fabrics.sort();
        fabrics.dedup();
        self.emit(tx, &Event::Run { id: id.0, kind, fabrics, state })
    }

    /// Emits what an ingest changed.
    pub(crate) fn emit_ingested(
        &self,
        tx: &mut Transaction,
        fabric: &str,
        commit: &str,
        report: &SyncReport,
    ) -> Result<(), EngineError> {
        let lists = [
            &report.added,
            &report.changed,
            &report.deleted,
            &report.moved,
            &report.commented_out,
            &report.unreadable,
        ];
        let (resources, more) = named(lists.into_iter().flatten().cloned());
        let (fabric, commit) = (fabric.to_owned(), commit.to_owned());
        self.emit(tx, &Event::Ingested { fabric, commit, resources, more })
    }

    /// Emits that the rules say something else of these resources, as of a commit.
    pub(crate) fn emit_judged<'f>(
        &self,
        tx: &mut Transaction,
        fabric: &str,
        commit: &str,
        findings: impl IntoIterator<Item = &'f Finding>,
    ) -> Result<(), EngineError> {
        let subjects = findings.into_iter().filter_map(|finding| finding.subject.as_ref());
        let (resources, more) = named(subjects.map(ToString::to_string));
        let (fabric, commit) = (fabric.to_owned(), commit.to_owned());
        self.emit(tx, &Event::Ingested { fabric, commit, resources, more })
    }

    /// Emits that a fabric was read again, by a newer version, though nothing changed in Git.
    pub(crate) fn emit_read_again(
        &self,
        tx: &mut Transaction,
        fabric: &str,
        commit: &str,
    ) -> Result<(), EngineError> {
        let (fabric, commit) = (fabric.to_owned(), commit.to_owned());
        self.emit(tx, &Event::Ingested { fabric, commit, resources: Vec::new(), more: true })
    }
}
