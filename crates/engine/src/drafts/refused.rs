//! Taking back in Git what a cluster refuses: the inverse of a change, or resources as they were agreed on, opened as a
//! change that is due at once.

use std::collections::HashSet;

use hedgerow_model::{Actor, Applied, Change, ChangeId, Fabric, Identity, Standing};
use hedgerow_plan::{DocumentState, Pictures};

use super::Drafts;
use super::authorship::person;
use super::edits::Wanted;
use super::past::now_of;
use super::save::At;
use super::undo::{Inverted, message_of, name_of};
use super::{ChangeError, DraftError};
use crate::core::now;
use crate::error::{EngineError, Thing};
use crate::record::listed;

/// How many names are tried for a change.
const NAMES: usize = 100;

/// Most characters of the cluster's words in a commit message.
const WORDS: usize = 500;

/// What a cluster refuses.
#[derive(Debug, Default)]
pub(crate) struct Refused {
    /// What was to be applied.
    pub(crate) resources: Vec<Applied>,
    /// What resources go back to, where no change is taken back.
    pub(crate) back_to: Vec<BackTo>,
}

/// What a resource goes back to.
#[derive(Debug)]
pub(crate) struct BackTo {
    pub(crate) identity: Identity,
    /// What Git had of it, where it was live, when that was decided.
    pub(crate) from: Option<String>,
    /// Its text.
    pub(crate) text: String,
}

/// What a resource was before a commit and after it, where it was live.
pub(crate) struct Around {
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

impl Drafts<'_> {
    /// What Git has of a resource now, where it is live; and what it was before the commit of a change and after it, where
    /// the branch has that.
    pub(crate) async fn now_and_around(
        &self,
        fabric: &Fabric,
        change: Option<&Change>,
        id: &Identity,
    ) -> Result<(Option<String>, Option<Around>), EngineError> {
        let source = self.source_of(fabric).await?;
        let ids = HashSet::from([id.clone()]);
        let there = self.store.documents_of_all(fabric.id, std::slice::from_ref(id)).await?;
        let of = |mut pictures: Pictures| live(pictures.remove(id).flatten());
        let now = of(now_of(&ids, &there)?);
        let Some(change) = change else { return Ok((now, None)) };
        match self.around(&source, change, (&ids, &there)).await {
            Ok((before, after)) => Ok((now, Some(Around { before: of(before), after: of(after) }))),
            Err(error) if error.class().passes() => Err(error),
            // Its commit is gone from the branch: what it did is not known.
            Err(_) => Ok((now, None)),
        }
    }

    /// Opens the change that takes back what a cluster refuses, due at once, in one transaction with the note that this
    /// was taken back; its name. Of `reverted` all that it did, else each resource alone.
    pub(crate) async fn take_back_refused(
        &self,
        fabric: &Fabric,
        cluster: &str,
        reverted: Option<ChangeId>,
        refused: Refused,
    ) -> Result<String, EngineError> {
        let actor = Actor::system();
        let author = person(&actor);
        let catalogue = self.catalogue(fabric.id).await?;
        // What the database agrees with stays so while texts are compared with it.
        let edits_of_fabric = self.lock_fabric(fabric.id).await;
        let source = self.source_of(fabric).await?;
        let reverted = match reverted {
            None => None,
            Some(id) => {
                let found = self.store.change(id).await?;
                Some(found.ok_or_else(|| EngineError::not_found(Thing::Change, id.to_string()))?)
            }
        };
        let said = said(cluster, &refused.resources);
        let names = listed(refused.resources.iter().map(|one| one.identity.name.as_str()));
        let (wanted, name, message, subject) = match &reverted {
            Some(change) => {
                let commit = change.commit.clone().unwrap_or_default();
                let wanted = self.taken_back(&source, change).await?;
                let message = format!("{}\n\n{said}", message_of(change, &commit));
                (wanted, name_of(&change.name), message, change.name.clone())
            }
            None => {
                let ids: HashSet<Identity> =
                    refused.back_to.iter().map(|one| one.identity.clone()).collect();
                let all: Vec<Identity> = ids.iter().cloned().collect();
                let there = self.store.documents_of_all(fabric.id, &all).await?;
                let mut now = now_of(&ids, &there)?;
                let mut wanted = Vec::new();
                for BackTo { identity, from, text } in refused.back_to {
                    let base = now.remove(&identity).flatten();
                    if live(base.clone()) != from {
                        // Whoever moved it may have put it right.
                        return Err(EngineError::Moved(format!("Git moved {identity} meanwhile")));
                    }
                    let target = Some(DocumentState { standing: Standing::Live, text });
                    wanted.push(Wanted::new(identity, base, target, None));
                }
                let name = format!("Refused by {cluster}: {names}");
                let message =
                    format!("Take back what cluster {cluster} refuses: {names}\n\n{said}");
                (wanted, name, message, names.clone())
            }
        };
        if wanted.is_empty() {
            let change = reverted.map(|change| change.name).unwrap_or_default();
            return Err(ChangeError::NothingToRevert { change }.into());
        }
        let name = self.unused_name(fabric, &name).await?;
        let why = format!("cluster {cluster} refuses {names}");
        let of = Inverted { wanted, name: name.clone(), message, subject, why };
        let at = At { fabric, source: &source, catalogue: &catalogue };
        let (mut tx, change) = self.invert(&at, of, (&actor, &author)).await?;
        tx.keep_taken_back(fabric.id, &refused.resources, change, now()).await?;
        let answer = format!("taken back in Git by change {name}");
        for one in &refused.resources {
            tx.answer_refusal(fabric.id, &one.identity, &answer).await?;
        }
        tx.set_publish_after(change, Some(now())).await?;
        self.kept(tx, edits_of_fabric, fabric.id, change).await?;
        Ok(name)
    }

    /// A name that no open change of the fabric has.
    async fn unused_name(&self, fabric: &Fabric, name: &str) -> Result<String, EngineError> {
        let short = name.get(..name.floor_char_boundary(190)).unwrap_or(name);
        for number in 1..=NAMES {
            let name = match number {
                1 => short.to_owned(),
                number => format!("{short} ({number})"),
            };
            let found = self.store.changes_by_name(&name).await?;
            if !found.iter().any(|it| it.fabric_id == fabric.id && it.state.is_editable()) {
                return Ok(name);
            }
        }
        Err(DraftError::ChangeName.into())
    }
}

fn live(picture: Option<DocumentState>) -> Option<String> {
    picture.filter(|it| it.standing == Standing::Live).map(|it| it.text)
}

/// What the cluster said of each, for a commit message.
fn said(cluster: &str, resources: &[Applied]) -> String {
    const MOST: usize = 10;
    let words = |text: &str| -> String {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        line.chars().filter(|c| !hedgerow_model::is_hidden(*c)).take(WORDS).collect()
    };
    let mut lines: Vec<String> = resources
        .iter()
        .take(MOST)
        .map(|one| {
            let why = words(one.detail.as_deref().unwrap_or("it refuses it"));
            format!("Cluster {cluster}, {}: {why}", one.identity)
        })
        .collect();
    if let Some(more) = resources.len().checked_sub(MOST).filter(|more| *more > 0) {
        lines.push(format!("and {more} more"));
    }
    lines.join("\n")
}
