//! Taking back what a published change did: a new change with the three-way inverse of its commit, which is looked
//! at, merged and published like any other.

use std::collections::HashSet;

use hedgerow_git::Oid;
use hedgerow_model::{
    Actor, AuditAction, Change, ChangeId, ChangeState, Document, Identity, Person, Source,
    is_hidden,
};
use hedgerow_plan::{Pictures, inverse};
use hedgerow_store::Transaction;

use super::approvals::check_message;
use super::authorship::in_the_name_of;
use super::destination::{MADE, Opening};
use super::edits::Wanted;
use super::past::now_of;
use super::save::{At, Edited};
use super::{ChangeError, Drafts};
use crate::core::{blocking, oid};
use crate::error::{EngineError, Thing};
use crate::record::{entry, listed};
use crate::views::{ChangeView, RevertRequest};

/// What takes something back, as it is written into a change of its own.
pub(super) struct Inverted {
    pub(super) wanted: Vec<Wanted>,
    /// What the change is called.
    pub(super) name: String,
    /// Its commit message.
    pub(super) message: String,
    /// What is taken back, for the audit.
    pub(super) subject: String,
    /// Why, for the audit.
    pub(super) why: String,
}

impl Drafts<'_> {
    pub(crate) async fn revert(
        &self,
        typed: &str,
        request: RevertRequest,
        actor: &Actor,
    ) -> Result<ChangeView, EngineError> {
        if let Some(message) = &request.message {
            check_message(message)?;
        }
        let author = in_the_name_of(actor, request.author)?;
        let reverted = self.published_named(typed).await?;
        let commit = reverted.commit.clone().unwrap_or_default();
        let fabric = self.fabric_by_id(reverted.fabric_id).await?;
        let catalogue = self.catalogue(fabric.id).await?;
        // What the database agrees with stays so while texts are compared with it.
        let edits_of_fabric = self.lock_fabric(fabric.id).await;
        let source = self.source_of(&fabric).await?;
        let wanted = self.taken_back(&source, &reverted).await?;
        if wanted.is_empty() {
            return Err(ChangeError::NothingToRevert { change: reverted.name }.into());
        }
        let name = request.change.unwrap_or_else(|| name_of(&reverted.name));
        let message = request.message.unwrap_or_else(|| message_of(&reverted, &commit));
        let of = Inverted {
            wanted,
            name,
            message,
            subject: reverted.name,
            why: format!("commit {commit}"),
        };
        let at = At { fabric: &fabric, source: &source, catalogue: &catalogue };
        let (tx, change) = self.invert(&at, of, (actor, &author)).await?;
        self.kept(tx, edits_of_fabric, fabric.id, change).await
    }

    /// Writes an inverse into a change of its own, which the caller makes last. The fabric's lock has been held since it
    /// was worked out.
    pub(super) async fn invert(
        &self,
        at: &At<'_>,
        Inverted { wanted, name, message, subject, why }: Inverted,
        (actor, author): (&Actor, &Person),
    ) -> Result<(Transaction, ChangeId), EngineError> {
        let At { fabric, catalogue, .. } = *at;
        let to = self.change_for(fabric, Some(&name), author).await?;
        if !to.is_new {
            return Err(ChangeError::NameTaken { change: name }.into());
        }
        let change = to.change;
        self.conflicts().may_be_edited(fabric.id, catalogue, &wanted).await?;
        let foreseen = self.foresee(fabric, change, &wanted, author).await?;
        let resources = listed(wanted.iter().map(|wanted| wanted.identity.name.as_str()));
        let told = entry(actor, AuditAction::ChangeRevert)
            .fabric(fabric.name.clone())
            .subject(subject)
            .detail(format!("{why}, in change {name}: {resources}"));
        let mut tx = self.store.write().await?;
        let opening = Opening { to, message: Some(&message) };
        let edited = Edited { wanted, foreseen };
        tx.audit(&[told]).await?;
        self.open_and_keep(&mut tx, at, opening, edited, (actor, author)).await?;
        Ok((tx, change))
    }

    /// The published change that is meant by a name or an id; who asks by a name that several have, has to say which.
    async fn published_named(&self, typed: &str) -> Result<Change, EngineError> {
        let mut found = match typed.parse::<ChangeId>() {
            Ok(id) => self.store.change(id).await?.into_iter().collect(),
            Err(_) => self.store.changes_by_name(typed).await?,
        };
        let other = found.first().map(|change| (change.name.clone(), change.state));
        let is_published =
            |change: &Change| change.state == ChangeState::Published && change.commit.is_some();
        found.retain(is_published);
        match (found.len(), other) {
            (0, None) => Err(EngineError::not_found(Thing::Change, typed)),
            (0, Some((change, state))) => Err(ChangeError::NotPublished { change, state }.into()),
            (1, _) => Ok(found.remove(0)),
            _ => {
                let commit = |change: Change| (change.id, change.commit.unwrap_or_default());
                let several = found.into_iter().map(commit).collect();
                Err(ChangeError::SeveralPublished { name: typed.to_owned(), several }.into())
            }
        }
    }

    /// What has to be edited so that a change is taken back.
    pub(super) async fn taken_back(
        &self,
        source: &Source,
        reverted: &Change,
    ) -> Result<Vec<Wanted>, EngineError> {
        let drafts = self.store.drafts_of_all(&[reverted.id]).await?;
        let ids: HashSet<Identity> = drafts.into_iter().map(|draft| draft.identity).collect();
        let documents: Vec<Identity> = ids.iter().cloned().collect();
        let there = self.store.documents_of_all(source.fabric_id, &documents).await?;
        let now = now_of(&ids, &there)?;
        let (before, after) = self.around(source, reverted, (&ids, &there)).await?;
        let all = inverse(&before, &after, &now);
        Ok(all
            .into_iter()
            .map(|one| Wanted::new(one.identity, one.base, one.target, None))
            .collect())
    }

    /// What resources were before the commit of a change, and what that commit made of them; an error where the branch
    /// has it no more. `there` are their documents now.
    pub(super) async fn around(
        &self,
        source: &Source,
        change: &Change,
        (ids, there): (&HashSet<Identity>, &[Document]),
    ) -> Result<(Pictures, Pictures), EngineError> {
        let commit = change.commit.as_deref().unwrap_or_default();
        let after = self.pictures_of(source, commit, ids, there).await?;
        let before = match self.parent_on_branch(source, change, commit).await? {
            Some(parent) => self.pictures_of(source, &parent.to_string(), ids, there).await?,
            // The first commit of all.
            None => Pictures::new(),
        };
        Ok((before, after))
    }

    /// The commit before that of a change; an error where the branch has that no more.
    async fn parent_on_branch(
        &self,
        source: &Source,
        reverted: &Change,
        commit: &str,
    ) -> Result<Option<Oid>, EngineError> {
        let mirror = self.mirror_of(source.queue_id).await?;
        let (own, head) = (oid(commit)?, source.ingested_commit.as_deref().map(oid).transpose()?);
        let parents = blocking(move || -> Result<Option<Vec<Oid>>, EngineError> {
            let Some(head) = head else { return Ok(None) };
            if !mirror.commit_exists(own) || !mirror.is_ancestor(own, head)? {
                return Ok(None);
            }
            Ok(Some(mirror.commit_info(own)?.parents))
        })
        .await??;
        let gone =
            || ChangeError::CommitGone { change: reverted.name.clone(), commit: commit.to_owned() };
        Ok(parents.ok_or_else(gone)?.into_iter().next())
    }
}

/// As Git calls it; a very long name is cut.
pub(super) fn name_of(change: &str) -> String {
    let shown: String = change.chars().filter(|c| !is_hidden(*c)).collect();
    match shown.len() <= MADE {
        true => format!("Revert \"{shown}\""),
        false => {
            let short = shown.get(..shown.floor_char_boundary(MADE)).unwrap_or_default();
            format!("Revert \"{short}…\"")
        }
    }
}

pub(super) fn message_of(reverted: &Change, commit: &str) -> String {
    let subject = reverted.message.as_deref().and_then(|message| message.lines().next());
    let subject = subject.filter(|subject| !subject.trim().is_empty()).unwrap_or(&reverted.name);
    format!("{}\n\nThis reverts commit {commit}.", name_of(subject))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revert_is_called_as_git_calls_it_and_stays_a_name() {
        assert_eq!(name_of("wider web"), "Revert \"wider web\"");
        for long in ["é".repeat(100), "x".repeat(200)] {
            let name = name_of(&long);
            assert!(name.ends_with("…\"") && name.len() <= 200 && name.len() > 180, "{name}");
        }
    }
}
