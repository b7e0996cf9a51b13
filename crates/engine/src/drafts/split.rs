//! A change is split: some of its drafts move to another one, so that the rest can go on.

use std::collections::HashSet;

use hedgerow_model::{
    Actor, AuditAction, Change, ChangeId, ConflictState, ConflictsGone, Draft, DraftId, Identity,
    KindName, Person, PublishMode,
};
use serde_json::json;

use super::authorship::in_the_name_of;
use super::destination::{Destination, MADE};
use super::split_error::SplitError;
use super::{ChangeError, Drafts};
use crate::core::now;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::record::{entry, listed};
use crate::views::{SplitRequest, SplitView, SplitWhat};

impl Drafts<'_> {
    /// Moves drafts of a change to another one of its fabric, which is opened where there is none of that name.
    pub(crate) async fn split(
        &self,
        typed: &str,
        request: SplitRequest,
        actor: &Actor,
    ) -> Result<SplitView, EngineError> {
        let author = in_the_name_of(actor, request.by)?;
        let change = self.change_named(typed).await?;
        let to = self.split_off(&change, &request.what, request.into, &author, actor).await?;
        self.conflicts().settle_new(change.fabric_id).await;
        Ok(SplitView {
            from: self.reads().change_view(change.id).await?,
            into: self.reads().change_view(to).await?,
        })
    }

    /// As [`Self::split`]; tells where the drafts are now.
    pub(crate) async fn split_off(
        &self,
        change: &Change,
        what: &SplitWhat,
        into: Option<String>,
        author: &Person,
        actor: &Actor,
    ) -> Result<ChangeId, EngineError> {
        let fabric = self.fabric_by_id(change.fabric_id).await?;
        let edits = self.lock_fabric(fabric.id).await;
        let drafts = self.store.drafts_of_all(&[change.id]).await?;
        let moving = self.moving(change, what, &drafts).await?;
        if moving.len() == drafts.len() {
            return Err(
                ChangeError::from(SplitError::NothingLeft { change: change.name.clone() }).into()
            );
        }
        let name = into.unwrap_or_else(|| rest_of(&change.name));
        let Destination { change: to, is_new, .. } =
            self.change_for(&fabric, Some(&name), author).await?;
        if to == change.id {
            return Err(ChangeError::from(SplitError::IntoItself { change: name }).into());
        }
        let ids: HashSet<DraftId> = moving.iter().map(|draft| draft.id).collect();
        let identities: Vec<Identity> = moving.iter().map(|draft| draft.identity.clone()).collect();
        let mut tx = self.store.write().await?;
        for (id, name) in [(change.id, &change.name), (to, &name)] {
            if id == to && is_new {
                continue;
            }
            let state = tx.state_of(id).await?;
            if !state.is_editable() {
                return Err(
                    ChangeError::from(SplitError::Closed { change: name.clone(), state }).into()
                );
            }
        }
        if let Some(there) = tx.drafts_in(to, &identities).await?.into_iter().next() {
            let identity = there.identity;
            return Err(
                ChangeError::from(SplitError::DraftedThere { change: name, identity }).into()
            );
        }
        if is_new {
            let message = change.message.as_deref();
            tx.open_change(to, fabric.id, &name, message, author, now()).await?;
        }
        tx.move_drafts(&Vec::from_iter(ids), (change.id, to), now()).await?;
        self.reopen(&mut tx, change.id, ConflictsGone::DraftEdited).await?;
        tx.reopen(change.id, now()).await?;
        if fabric.publish_mode == PublishMode::Automatic {
            let at = now() + fabric.quiet_seconds * 1000;
            for change in [change.id, to] {
                tx.set_publish_after(change, Some(at)).await?;
            }
        }
        let resources = listed(identities.iter().map(|identity| identity.name.as_str()));
        let told = entry(actor, AuditAction::ChangeSplit)
            .fabric(fabric.name.clone())
            .subject(change.name.clone())
            .detail(format!("to change {name}: {resources}"))
            .after(&json!({
                "from": change.id.to_string(),
                "to": to.to_string(),
                "by": author.to_string(),
                "resources": identities.iter().map(ToString::to_string).collect::<Vec<_>>(),
            }));
        tx.audit(&[told]).await?;
        self.record().emit_changes(&mut tx, &[change.id, to]).await?;
        tx.commit().await?;
        self.changes_moved(fabric.id);
        drop(edits);
        Ok(to)
    }

    /// The drafts that are meant.
    async fn moving(
        &self,
        change: &Change,
        what: &SplitWhat,
        drafts: &[Draft],
    ) -> Result<Vec<Draft>, EngineError> {
        match what {
            SplitWhat::Conflicted => {
                let open = self.store.conflicts_of_change(change.id, ConflictState::Open).await?;
                let of: HashSet<DraftId> =
                    open.iter().filter_map(|conflict| conflict.what.draft_id()).collect();
                if of.is_empty() {
                    return Err(ChangeError::from(SplitError::NoConflict {
                        change: change.name.clone(),
                    })
                    .into());
                }
                Ok(drafts.iter().filter(|draft| of.contains(&draft.id)).cloned().collect())
            }
            SplitWhat::Resources(named) => {
                let mut found: Vec<Draft> = Vec::new();
                for typed in named {
                    let is_it = |draft: &&Draft| is_named(&draft.identity, typed);
                    let fitting: Vec<&Draft> = drafts.iter().filter(is_it).collect();
                    let [one] = fitting[..] else {
                        let (change, typed) = (change.name.clone(), typed.clone());
                        let fitting = fitting.len();
                        let error = SplitError::NoSuchDraft { change, typed, fitting };
                        return Err(ChangeError::from(error).into());
                    };
                    if !found.iter().any(|known| known.id == one.id) {
                        found.push(one.clone());
                    }
                }
                if found.is_empty() {
                    return Err(ChangeError::from(SplitError::Nothing).into());
                }
                Ok(found)
            }
        }
    }
}

impl Engine {
    /// Moves drafts of a change to another one, so that the rest can be published.
    ///
    /// # Errors
    /// When a change is over or on its way, nothing or all of it is meant, or the other one edits the same resource.
    pub async fn split(
        &self,
        change: &str,
        request: SplitRequest,
    ) -> Result<SplitView, EngineError> {
        self.core.drafts().split(change, request, &self.actor).await
    }
}

/// Whether `KIND/NAME` or `KIND/NAMESPACE/NAME` means this resource.
fn is_named(identity: &Identity, typed: &str) -> bool {
    typed.parse::<KindName>().is_ok_and(|name| name.names(identity, None))
}

/// How the rest of a change is called.
fn rest_of(name: &str) -> String {
    let short = name.get(..name.floor_char_boundary(MADE)).unwrap_or(name);
    format!("{short} (in conflict)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_named_by_kind_and_name_and_where_that_is_not_enough_by_its_namespace() {
        let identity = Identity::new("g", "VPC", "a");
        let namespaced = format!("vpc/{}/a", identity.namespace);
        for (typed, expected) in [
            ("VPC/a", true),
            ("vpc/a", true),
            (namespaced.as_str(), true),
            ("VPC/b", false),
            ("Switch/a", false),
            ("VPC", false),
            ("VPC/other/a", false),
        ] {
            assert_eq!(is_named(&identity, typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_long_name_is_cut_where_a_letter_ends() {
        assert_eq!(rest_of("bigger pool"), "bigger pool (in conflict)");
        let long = "ü".repeat(150);
        assert!(rest_of(&long).len() <= 200);
    }
}
