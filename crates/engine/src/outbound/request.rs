//! Somebody asks to publish a change: the intent is made durable, the queue drained, the outcome told.

use std::time::Instant;

use hedgerow_model::{Actor, Change, ChangeState, ConflictState, Identity, QueueId, Reason};
use hedgerow_plan::{has_moved, is_asked};

use super::Outbound;
use crate::drafts::{ChangeError, SplitError, in_the_name_of};
use crate::error::EngineError;
use crate::views::{PublishReport, PublishRequest, SplitWhat};

impl Outbound<'_> {
    /// Publishes a change and waits for the outcome.
    pub(crate) async fn publish(
        &self,
        change: &str,
        request: PublishRequest,
        actor: &Actor,
    ) -> Result<PublishReport, EngineError> {
        let began = Instant::now();
        let change = self.change_named(change).await?;
        let drafts = self.store.draft_lines(&[change.id]).await?;
        if change.state.is_final() {
            return Err(ChangeError::Over { change: change.name, state: change.state }.into());
        }
        if drafts.is_empty() {
            return Err(ChangeError::Empty { change: change.name, verb: "publish" }.into());
        }
        let queue = self.queue_of(change.fabric_id).await?;
        if request.previewed.is_some() {
            let head = self.store.queue(queue).await?.head;
            if has_moved(request.previewed.as_deref(), head.as_deref()) {
                return Err(ChangeError::BranchMoved { head }.into());
            }
        }
        let mut rest = None;
        if request.split {
            rest = self.split_off(&change, actor).await?;
        }
        self.steps.reached("publish.before-intent");
        let mut state = change.state;
        if !is_asked(state) {
            state = self.drafts().ask_to_publish(change.id, &request, actor).await?;
        }
        self.steps.reached("publish.intent-written");
        let mut waits = self.drained(queue, state).await?;
        if waits.is_none() {
            // What the run found: a policy may decide it, and the rest may go without it.
            self.conflicts().settle_new(change.fabric_id).await;
            let found = self.change_by_id(change.id).await?;
            let settled = matches!(found.reason, Some(Reason::ConflictsGone { .. }));
            let mut again = found.state == ChangeState::Open && settled;
            if !again && request.split && found.state == ChangeState::Conflicted {
                rest = rest.or(self.split_off(&found, actor).await?);
                again = rest.is_some();
            }
            if again {
                let state = self.drafts().ask_to_publish(change.id, &request, actor).await?;
                waits = self.drained(queue, state).await?;
            }
        }
        let change = self.change_by_id(change.id).await?;
        let attempts = self.store.attempts_of_change(change.id).await?;
        let open = self.store.conflicts_of_change(change.id, ConflictState::Open).await?;
        let mut warnings = Vec::new();
        if change.state == ChangeState::Published {
            let subjects: Vec<Identity> = drafts.into_iter().map(|draft| draft.identity).collect();
            let about = self.store.findings_about(change.fabric_id, &subjects).await?;
            warnings = self.reads().finding_views(change.fabric_id, &about).await?;
        }
        Ok(PublishReport {
            change: change.name,
            id: change.id.to_string(),
            state: change.state,
            commit: change.commit,
            reason: change.reason.or(waits.filter(|_| !change.state.is_final())),
            warnings,
            conflicts: self.reads().conflict_views(open).await?,
            rest,
            run: attempts.first().map(|attempt| attempt.run_id.0),
            attempts: attempts.first().map_or(0, |attempt| attempt.number),
            duration_ms: began.elapsed().as_secs_f64() * 1000.0,
        })
    }

    /// Drains the queue, where the change is in it; tells what it waits for.
    async fn drained(
        &self,
        queue: QueueId,
        state: ChangeState,
    ) -> Result<Option<Reason>, EngineError> {
        if state == ChangeState::AwaitingApproval {
            return Ok(None);
        }
        match self.drain_for_people(queue).await {
            Ok(()) => Ok(None),
            Err(EngineError::Waiting { since, .. }) => Ok(Some(Reason::WaitsForRemote { since })),
            Err(error) => Err(error),
        }
    }

    /// Moves what conflicts to a change of its own; tells its name. `None` where nothing conflicts, or all does.
    async fn split_off(
        &self,
        change: &Change,
        actor: &Actor,
    ) -> Result<Option<String>, EngineError> {
        let author = in_the_name_of(actor, None)?;
        let (drafts, what) = (self.drafts(), SplitWhat::Conflicted);
        match drafts.split_off(change, &what, None, &author, actor).await {
            Ok(to) => Ok(Some(self.change_by_id(to).await?.name)),
            Err(EngineError::Change(ChangeError::Split(
                SplitError::NoConflict { .. } | SplitError::NothingLeft { .. },
            ))) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
