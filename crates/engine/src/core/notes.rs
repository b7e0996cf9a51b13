//! What who follows a fabric's cluster is told: at once where it is followed here, else by a note in the database for
//! the server that does.
//!
//! A note that is lost, with a server that died before it wrote it, is made up for: whoever follows a cluster compares
//! all every few minutes, and when it begins.

use std::collections::BTreeSet;

use hedgerow_model::{FabricId, Identity};
use serde::{Deserialize, Serialize};

use super::{Core, Touched};
use crate::error::EngineError;

/// What may be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Note {
    /// Git says something else of these.
    Moved(BTreeSet<Identity>),
    /// The cluster is to be asked again what it serves, and all is compared.
    Again,
    /// What is written down of the cluster is wrong: of these, and perhaps of others.
    Wrong(BTreeSet<Identity>),
    /// The fabric's branch moved.
    Head,
    /// What is applied is to be looked at again.
    Apply,
}

impl Core {
    /// Tells who follows the cluster of a fabric; `false` where it lives in none.
    pub(crate) async fn tell_follower(
        &self,
        fabric: FabricId,
        note: Note,
    ) -> Result<bool, EngineError> {
        if self.follows(fabric) {
            self.heard(fabric, note);
            return Ok(true);
        }
        if self.store.clusters_of_fabrics(&[fabric]).await?.is_empty() {
            return Ok(false);
        }
        let text = serde_json::to_string(&note)
            .map_err(|error| EngineError::Internal(format!("a note: {error}")))?;
        let mut tx = self.store.write().await?;
        // It may have gone meanwhile.
        if tx.fabric(fabric).await?.is_none() {
            return Ok(false);
        }
        tx.add_follower_note(fabric, &text).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// As [`Self::tell_follower`], where nobody can be told that it did not work out: it is made up for.
    pub(crate) async fn tell_follower_or_log(&self, fabric: FabricId, note: Note) {
        if let Err(error) = self.tell_follower(fabric, note).await {
            tracing::warn!(fabric = fabric.0, %error, "the server that follows a cluster could not be told");
        }
    }

    /// What was told reaches who follows the cluster here.
    pub(crate) fn heard(&self, fabric: FabricId, note: Note) {
        match note {
            Note::Moved(ids) => {
                self.observed.touches(fabric, ids.into_iter());
                self.observed.moved(fabric);
            }
            Note::Again => self.observed.ask_again(fabric),
            Note::Wrong(ids) => self.observed.list_again(fabric, ids),
            Note::Head => self.observed.head_moved(std::iter::once(fabric)),
            Note::Apply => self.observed.applying(fabric).compared(),
        }
    }

    /// Git says something else of what was touched.
    pub(crate) async fn git_moved(&self, fabric: FabricId) {
        if self.follows(fabric) {
            self.observed.moved(fabric);
            return;
        }
        let note = match self.observed.take_touched(fabric) {
            Touched::These(ids) if ids.is_empty() => return,
            Touched::These(ids) => Note::Moved(ids),
            Touched::All | Touched::Wrong(_) => Note::Again,
        };
        self.tell_follower_or_log(fabric, note).await;
    }

    /// The branch of these fabrics moved.
    pub(crate) async fn heads_moved(&self, fabrics: impl Iterator<Item = FabricId>) {
        let (here, elsewhere): (Vec<_>, Vec<_>) = fabrics.partition(|fabric| self.follows(*fabric));
        self.observed.head_moved(here.into_iter());
        if elsewhere.is_empty() {
            return;
        }
        // Most fabrics of a branch may live in no cluster.
        match self.store.clusters_of_fabrics(&elsewhere).await {
            Ok(places) => {
                for place in places {
                    self.tell_follower_or_log(place.fabric, Note::Head).await;
                }
            }
            Err(error) => tracing::warn!(%error, "those who follow clusters could not be told"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_read_as_they_were_written() {
        let ids = BTreeSet::from([Identity::new("g", "K", "a")]);
        for note in
            [Note::Moved(ids.clone()), Note::Again, Note::Wrong(ids), Note::Head, Note::Apply]
        {
            let text = serde_json::to_string(&note).unwrap();
            assert_eq!(serde_json::from_str::<Note>(&text).unwrap(), note, "{text}");
        }
        assert_eq!(serde_json::to_string(&Note::Again).unwrap(), "\"again\"");
    }
}
