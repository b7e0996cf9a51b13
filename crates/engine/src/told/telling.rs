//! Telling live views what happened. A view that is not told asks anew sooner or later: what fails
//! here is logged and nothing more.

use hedgerow_model::{ChangeId, ChangeOutcome, Identity, QueueId, RunId};

use super::Telling;
use crate::views::{ChangeView, Event, SyncReport, named};

impl Telling<'_> {
    /// Tells of changes as they are now.
    pub(crate) async fn tell_changes(&self, outcomes: &[ChangeOutcome]) {
        let ids: Vec<ChangeId> = outcomes.iter().map(|outcome| outcome.id).collect();
        self.tell_changes_of(&ids).await;
    }

    /// Tells of changes as they are now.
    pub(crate) async fn tell_changes_of(&self, ids: &[ChangeId]) {
        if ids.is_empty() {
            return;
        }
        match tokio::try_join!(self.store.changes_with_fabrics(ids), self.store.draft_lines(ids)) {
            Ok((found, drafts)) => {
                for (change, fabric) in found {
                    let of = drafts.iter().filter(|draft| draft.change_id == change.id);
                    let (resources, more) = named(of.map(|draft| draft.identity.to_string()));
                    self.tell(Event::Change {
                        id: change.id.to_string(),
                        change: change.name,
                        fabric,
                        state: change.state,
                        resources,
                        more,
                    });
                }
            }
            Err(error) => tracing::warn!(%error, "live views are not told of changes"),
        }
    }

    /// Tells of a change as somebody is shown it.
    pub(crate) fn tell_seen(&self, view: &ChangeView) {
        let identities = view.drafts.iter().map(|draft| Identity {
            group: draft.group.clone(),
            kind: draft.kind.clone(),
            namespace: draft.namespace.clone(),
            name: draft.name.clone(),
        });
        let (resources, more) = named(identities.map(|identity| identity.to_string()));
        self.tell(Event::Change {
            id: view.id.clone(),
            change: view.change.clone(),
            fabric: view.fabric.clone(),
            state: view.state,
            resources,
            more,
        });
    }

    /// Tells where a run is now. `fabrics`: those it is about, where its row does not say so yet.
    pub(crate) async fn tell_run(&self, id: RunId, fabrics: Vec<String>) {
        let (run, known) =
            tokio::join!(self.store.run(id), self.store.fabrics_of_runs(std::slice::from_ref(&id)));
        let (Ok(Some(run)), Ok(known)) = (run, known) else {
            tracing::warn!(run = id.0, "live views are not told of a run");
            return;
        };
        let mut fabrics = fabrics;
        fabrics.extend(known.into_iter().map(|(_, name)| name));
        fabrics.sort();
        fabrics.dedup();
        self.tell(Event::Run { id: id.0, kind: run.kind, fabrics, state: run.state });
    }

    /// Tells that a branch began, or ceased, to answer.
    pub(crate) async fn tell_queue(&self, queue: QueueId, problem: Option<&str>) {
        let told = async {
            let (_, repository) = self.store.queue_with_repository(queue).await?;
            let fabrics = self.store.fabrics_on_queue(queue).await?;
            Ok::<_, hedgerow_store::StoreError>((repository.name, fabrics))
        };
        match told.await {
            Ok((repository, fabrics)) => {
                let problem = problem.map(str::to_owned);
                self.tell(Event::Repository { repository, fabrics, problem });
            }
            Err(error) => tracing::warn!(%error, "live views are not told of a branch"),
        }
    }

    /// Tells what an ingest brought.
    pub(crate) fn tell_ingested(&self, fabric: &str, commit: &str, report: &SyncReport) {
        let lists = [
            &report.added,
            &report.changed,
            &report.deleted,
            &report.moved,
            &report.commented_out,
            &report.unreadable,
        ];
        let (resources, more) = named(lists.into_iter().flatten().cloned());
        self.tell(Event::Ingested {
            fabric: fabric.to_owned(),
            commit: commit.to_owned(),
            resources,
            more,
        });
    }

    /// Tells that more is known of a fabric than before, though nothing changed in Git.
    pub(crate) fn tell_read_anew(&self, fabric: &str, commit: &str) {
        self.tell(Event::Ingested {
            fabric: fabric.to_owned(),
            commit: commit.to_owned(),
            resources: Vec::new(),
            more: true,
        });
    }
}
