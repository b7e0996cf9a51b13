//! Telling live views what happened, in the transaction that did it: it is heard of once that is
//! durable, on every server, or it never happened.

use std::collections::HashMap;

use hedgerow_model::{Change, ChangeId, ChangeState, RunId, RunKind, RunState};
use hedgerow_store::Transaction;

use super::Telling;
use crate::core::{Branch, now};
use crate::error::EngineError;
use crate::views::{Event, SyncReport, named};

impl Telling<'_> {
    /// Tells it with the commit of the group.
    pub(crate) fn tell(&self, tx: &mut Transaction, event: &Event) -> Result<(), EngineError> {
        let payload = serde_json::to_string(event)
            .map_err(|error| EngineError::Internal(format!("an event: {error}")))?;
        tx.add_event(event.name(), event.fabric(), payload, now());
        Ok(())
    }

    /// Tells of changes as they are now in the group, and gives them with the names of their fabrics.
    pub(crate) async fn tell_changes(
        &self,
        tx: &mut Transaction,
        ids: &[ChangeId],
    ) -> Result<Vec<(Change, String)>, EngineError> {
        let found = tx.changes_with_fabrics(ids).await?;
        let told: Vec<_> = found
            .iter()
            .map(|(change, fabric)| (change.id, &*change.name, &**fabric, change.state))
            .collect();
        self.tell_known(tx, &told).await?;
        Ok(found)
    }

    /// As [`Self::tell_changes`], of changes of which name, fabric and state are known.
    pub(crate) async fn tell_known(
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
            self.tell(tx, &event)?;
        }
        Ok(())
    }

    /// Tells that a branch began, or ceased, to answer.
    pub(crate) async fn tell_queue(
        &self,
        tx: &mut Transaction,
        branch: &Branch,
        problem: Option<&str>,
    ) -> Result<(), EngineError> {
        let fabrics = tx.fabrics_on_queue(branch.queue.id).await?;
        let (repository, problem) = (branch.repository.name.clone(), problem.map(str::to_owned));
        self.tell(tx, &Event::Repository { repository, fabrics, problem })
    }

    /// Tells where a run about these fabrics is now.
    pub(crate) fn tell_run(
        &self,
        tx: &mut Transaction,
        (id, kind): (RunId, RunKind),
        state: RunState,
        fabrics: &[String],
    ) -> Result<(), EngineError> {
        let mut fabrics = fabrics.to_vec();
        fabrics.sort();
        fabrics.dedup();
        self.tell(tx, &Event::Run { id: id.0, kind, fabrics, state })
    }

    /// Tells what an ingest brought.
    pub(crate) fn tell_ingested(
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
        self.tell(tx, &Event::Ingested { fabric, commit, resources, more })
    }

    /// Tells that more is known of a fabric than before, though nothing changed in Git.
    pub(crate) fn tell_read_anew(
        &self,
        tx: &mut Transaction,
        fabric: &str,
        commit: &str,
    ) -> Result<(), EngineError> {
        let (fabric, commit) = (fabric.to_owned(), commit.to_owned());
        self.tell(tx, &Event::Ingested { fabric, commit, resources: Vec::new(), more: true })
    }
}
