//! Four eyes: in a fabric that asks for it, a change reaches Git only once somebody who wrote none
//! of it approved exactly what is published.
//!
//! An approval is bound to a revision, a digest of what the drafts say and of what was decided for
//! them; whatever changes that voids it. It is asked for where a change is queued, and once more on
//! the very texts that are merged: nothing that happens in between slips through.

use std::collections::{HashMap, HashSet};

use hedgerow_model::{
    Actor, ActorKind, Approval, AuditAction, Change, ChangeId, ChangeOutcome, ChangeState,
    Conflict, Draft, FabricId, Person, Reason,
};
use hedgerow_plan::{Authors, revision};
use hedgerow_store::{NewAudit, Transaction};
use serde_json::json;

use super::changes::change_in;
use super::{ChangeError, Drafts};
use crate::core::now;
use crate::error::EngineError;
use crate::record::entry;
use crate::views::{ApprovalView, Approve, ChangeView, PublishRequest};

/// The longest comment, in bytes.
const COMMENT: usize = 4000;

/// What is known of a change's approval.
struct Review {
    drafts: Vec<Draft>,
    stored: Vec<Conflict>,
    authors: Authors,
    approvals: Vec<Approval>,
}

impl Review {
    /// The revision, were the change published with this message.
    fn revision(&self, message: Option<&str>) -> String {
        revision(message, &self.drafts, &self.stored)
    }

    fn is_approved(&self, revision: &str) -> bool {
        self.authors.approval(&self.approvals, revision).is_some()
    }
}

/// What a view tells of a change's approval.
#[derive(Default)]
pub(crate) struct ApprovalStatus {
    pub(crate) revision: Option<String>,
    pub(crate) people: Vec<Person>,
    pub(crate) approvals: Vec<ApprovalView>,
    pub(crate) four_eyes: bool,
}

/// The longest message, in bytes.
const MESSAGE: usize = 4000;

/// Whether a text may be the message of a commit.
pub(crate) fn check_message(message: &str) -> Result<(), ChangeError> {
    let wrong = |what| Err(ChangeError::Message(what));
    if message.len() > MESSAGE {
        return wrong("a commit message has at most 4000 bytes");
    }
    if message.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return wrong("a commit message has no control characters");
    }
    let is_ours =
        |line: &str| line.trim_start().to_ascii_lowercase().starts_with("hedgerow-change:");
    if message.lines().any(is_ours) {
        return wrong("a line `Hedgerow-Change:` is written by Hedgerow alone");
    }
    Ok(())
}

/// What is known of a change's approval, from its drafts as they are now.
async fn review(tx: &mut Transaction, change: ChangeId) -> Result<Review, EngineError> {
    let drafts = tx.drafts(change).await?;
    let ids: Vec<_> = drafts.iter().map(|draft| draft.id).collect();
    Ok(Review {
        stored: tx.conflicts_of_drafts(&ids).await?,
        authors: Authors::new(tx.authors(&[change]).await?, &drafts),
        approvals: tx.approvals(&[change]).await?,
        drafts,
    })
}

impl Drafts<'_> {
    /// What views tell of these changes' approvals. Revisions are worked out for one change, and in
    /// lists where an approval hangs on them: their drafts' texts must be read for that.
    pub(crate) async fn seen(
        &self,
        changes: &[(Change, String)],
    ) -> Result<HashMap<ChangeId, ApprovalStatus>, EngineError> {
        let ids: Vec<ChangeId> = changes.iter().map(|(change, _)| change.id).collect();
        let mut authors = grouped(self.store.authors(&ids).await?, |author| author.change_id);
        let mut approvals = grouped(self.store.approvals(&ids).await?, |one| one.change_id);
        let fabrics: HashSet<FabricId> =
            changes.iter().map(|(change, _)| change.fabric_id).collect();
        let four_eyes: HashMap<FabricId, bool> = self
            .store
            .fabrics_of_all(&Vec::from_iter(fabrics))
            .await?
            .into_iter()
            .map(|fabric| (fabric.id, fabric.four_eyes))
            .collect();
        let asks = |change: &Change| four_eyes.get(&change.fabric_id).copied().unwrap_or(false);
        let in_full: Vec<ChangeId> = changes
            .iter()
            .filter(|(change, _)| changes.len() == 1 || approvals.contains_key(&change.id))
            .map(|(change, _)| change.id)
            .collect();
        let drafts = self.store.drafts_of_all(&in_full).await?;
        let draft_ids: Vec<_> = drafts.iter().map(|draft| draft.id).collect();
        let stored = self.store.conflicts_of_drafts(&draft_ids).await?;
        let mut drafts = grouped(drafts, |draft| draft.change_id);
        let mut seen = HashMap::with_capacity(changes.len());
        for (change, _) in changes {
            let drafts = drafts.remove(&change.id).unwrap_or_default();
            let authors = Authors::new(authors.remove(&change.id).unwrap_or_default(), &drafts);
            let revision = in_full
                .contains(&change.id)
                .then(|| revision(change.message.as_deref(), &drafts, &stored));
            let approvals = approvals.remove(&change.id).unwrap_or_default();
            let approvals = approvals
                .into_iter()
                .map(|approval| ApprovalView {
                    current: authors.counts(&approval, revision.as_deref().unwrap_or_default()),
                    login: approval.login,
                    name: approval.person.name,
                    at: approval.at,
                    comment: approval.comment,
                })
                .collect();
            let one = ApprovalStatus {
                revision,
                approvals,
                people: authors.into_people(),
                four_eyes: asks(change),
            };
            seen.insert(change.id, one);
        }
        Ok(seen)
    }

    /// Asks for a change to be published, durably: it is queued, or it waits for an approval. The
    /// next state is told.
    pub(crate) async fn ask_to_publish(
        &self,
        id: ChangeId,
        request: &PublishRequest,
        actor: &Actor,
    ) -> Result<ChangeState, EngineError> {
        if let Some(message) = &request.message {
            check_message(message)?;
        }
        let fabric_id = self.change_by_id(id).await?.fabric_id;
        loop {
            let fabric = self.fabric_by_id(fabric_id).await?;
            // Held where it matters, so that drafts and decisions stay as they are looked at.
            let looks = fabric.four_eyes || request.revision.is_some();
            let _edits = match looks {
                true => Some(self.lock_fabric(fabric.id).await),
                false => None,
            };
            let mut tx = self.store.write().await?;
            if tx.fabric(fabric_id).await?.is_none_or(|now| now.four_eyes != fabric.four_eyes) {
                continue;
            }
            let change = change_in(&mut tx, id).await?;
            let before = change.state;
            let review = match looks {
                true => Some(review(&mut tx, id).await?),
                false => None,
            };
            if let (Some(seen), Some(review)) = (&request.revision, &review)
                && review.revision(change.message.as_deref()) != *seen
            {
                return Err(
                    ChangeError::EditedSince { change: change.name, verb: "publish" }.into()
                );
            }
            tx.queue_change(
                id,
                request.confirm_deletions,
                request.previewed.as_deref(),
                request.message.as_deref(),
                now(),
            )
            .await?;
            // Hedgerow tries again by itself, once a minute: asking was told once, and it was asked by whoever did.
            let again = actor.kind == ActorKind::System && before == ChangeState::Waiting;
            if !again {
                tx.set_requested(id, Some(actor)).await?;
            }
            let mut told = "queued".to_owned();
            let mut state = ChangeState::Queued;
            let mut revision = None;
            if let Some(review) = review.filter(|_| fabric.four_eyes) {
                // What goes out is approved, its message too.
                let message = request.message.as_deref().or(change.message.as_deref());
                let said = review.revision(message);
                if !review.is_approved(&said) {
                    state = ChangeState::AwaitingApproval;
                    told = "awaits approval".to_owned();
                    let reason = Some(missing(&fabric.name, &review.authors));
                    let outcome = ChangeOutcome { id, state, reason, commit: None };
                    tx.settle_changes(&[outcome], now()).await?;
                }
                revision = Some(said);
            }
            let name = fabric.name;
            let entry = entry(actor, AuditAction::ChangePublish)
                .fabric(name.clone())
                .subject(change.name.clone())
                .detail(told)
                .before(&json!({ "state": before }))
                .after(&json!({
                    "change": id.to_string(),
                    "state": state,
                    "revision": revision,
                    "previewed": request.previewed,
                    "confirm_deletions": request.confirm_deletions,
                    "message": request.message,
                }));
            if !again {
                tx.audit(&[entry]).await?;
            }
            // What Hedgerow queues by itself goes out at once, and is told then.
            if actor.kind != ActorKind::System || state != ChangeState::Queued {
                let told = [(id, &*change.name, &*name, state)];
                self.record().emit_known(&mut tx, &told).await?;
            }
            tx.commit().await?;
            return Ok(state);
        }
    }

    /// Approves a revision of a change. One that was waiting for it is queued in the same
    /// transaction and published, for whoever asked.
    pub(crate) async fn approve(
        &self,
        typed: &str,
        request: &Approve,
        actor: &Actor,
    ) -> Result<ChangeView, EngineError> {
        let change = self.change_named(typed).await?;
        let fabric = self.fabric_by_id(change.fabric_id).await?;
        let comment = request.comment.as_deref().map(str::trim).filter(|text| !text.is_empty());
        if comment.is_some_and(|comment| comment.len() > COMMENT) {
            return Err(ChangeError::Comment(COMMENT).into());
        }
        if !matches!(actor.kind, ActorKind::User | ActorKind::Token) {
            return Err(ChangeError::NeedsAPerson { change: change.name }.into());
        }
        let edits = self.lock_fabric(fabric.id).await;
        self.steps.reached("publish.before-intent");
        let mut tx = self.store.write().await?;
        let state = tx.state_of(change.id).await?;
        if !state.is_editable() {
            return Err(ChangeError::NotToBeApproved { change: change.name, state }.into());
        }
        let review = review(&mut tx, change.id).await?;
        if review.drafts.is_empty() {
            return Err(ChangeError::Empty { change: change.name, verb: "approve" }.into());
        }
        let revision = review.revision(change.message.as_deref());
        if revision != request.revision {
            return Err(ChangeError::EditedSince { change: change.name, verb: "approve" }.into());
        }
        if review.authors.has(actor.user, &actor.login, &actor.email) {
            let own = ChangeError::OwnWork {
                change: change.name.clone(),
                authors: review.authors.names(),
            };
            let reason = own.to_string();
            let action = AuditAction::ChangeApprove;
            let told = NewAudit::refused(actor, action, &*reason, now());
            tx.audit(&[told.fabric(fabric.name).subject(change.name)]).await?;
            tx.commit().await?;
            return Err(own.into());
        }
        tx.approve(change.id, actor, &revision, comment, now()).await?;
        let queued = state == ChangeState::AwaitingApproval;
        if queued {
            let previewed = request.previewed.as_deref();
            tx.queue_change(change.id, change.confirmed, previewed, None, now()).await?;
        }
        self.told_approval(
            &mut tx,
            actor,
            &change,
            &fabric.name,
            if queued { "approved; it is queued" } else { "approved" },
            &json!({ "revision": revision, "comment": comment }),
        )
        .await?;
        self.record().emit_changes(&mut tx, &[change.id]).await?;
        tx.commit().await?;
        drop(edits);
        self.steps.reached("publish.intent-written");
        if queued {
            match self.outbound().drain_for_people(self.queue_of(change.fabric_id).await?).await {
                // The approval counts, and the change is published once the remote answers.
                Ok(()) | Err(EngineError::Waiting { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.reads().change_view(change.id).await
    }

    /// Takes back one's own approval.
    pub(crate) async fn withdraw(
        &self,
        typed: &str,
        actor: &Actor,
    ) -> Result<ChangeView, EngineError> {
        let change = self.change_named(typed).await?;
        let fabric = self.fabric_by_id(change.fabric_id).await?;
        let mut tx = self.store.write().await?;
        if change.state.is_final() {
            return Err(ChangeError::Over { change: change.name, state: change.state }.into());
        }
        if !tx.withdraw_approval(change.id, &actor.login).await? {
            return Err(ChangeError::NotApproved {
                change: change.name,
                actor: Box::new(actor.clone()),
            }
            .into());
        }
        let withdrawn = "the approval was withdrawn";
        self.told_approval(&mut tx, actor, &change, &fabric.name, withdrawn, &json!(null)).await?;
        self.record().emit_changes(&mut tx, &[change.id]).await?;
        tx.commit().await?;
        self.reads().change_view(change.id).await
    }

    async fn told_approval(
        &self,
        tx: &mut Transaction,
        actor: &Actor,
        change: &Change,
        fabric: &str,
        detail: &str,
        after: &serde_json::Value,
    ) -> Result<(), EngineError> {
        let mut entry = entry(actor, AuditAction::ChangeApprove)
            .fabric(fabric)
            .subject(change.name.clone())
            .detail(detail);
        if !after.is_null() {
            entry = entry.after(after);
        }
        tx.audit(&[entry]).await?;
        Ok(())
    }

    /// Which of these changes may not be published, and why: asked on the texts that are about to be
    /// merged.
    pub(crate) async fn unapproved(
        &self,
        asked: &[(&Change, &str, &[Draft], &[Conflict])],
    ) -> Result<HashMap<ChangeId, Reason>, EngineError> {
        if asked.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<ChangeId> = asked.iter().map(|(change, ..)| change.id).collect();
        let mut authors = grouped(self.store.authors(&ids).await?, |author| author.change_id);
        let mut approvals = grouped(self.store.approvals(&ids).await?, |one| one.change_id);
        let mut without = HashMap::new();
        for (change, fabric, drafts, stored) in asked {
            let authors = Authors::new(authors.remove(&change.id).unwrap_or_default(), drafts);
            let approvals = approvals.remove(&change.id).unwrap_or_default();
            if authors
                .approval(&approvals, &revision(change.message.as_deref(), drafts, stored))
                .is_none()
            {
                without.insert(change.id, missing(fabric, &authors));
            }
        }
        Ok(without)
    }
}

/// Why a change is not published yet.
fn missing(fabric: &str, authors: &Authors) -> Reason {
    Reason::NeedsApproval { fabric: fabric.to_owned(), authors: authors.names() }
}

fn grouped<T>(rows: Vec<T>, of: impl Fn(&T) -> ChangeId) -> HashMap<ChangeId, Vec<T>> {
    let mut groups: HashMap<ChangeId, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(of(&row)).or_default().push(row);
    }
    groups
}
