//! After a lost race: what was merged is carried over to the newer head where that gives the same, so
//! that the push follows the look at once. The database reads the commits of others afterwards.

use hedgerow_git::{Ahead, Mirror, Oid, ReadError};
use hedgerow_plan::{MOST_BYTES, MOST_TOUCHED, Stacked, Touched, carries_over};

use super::Outbound;
use crate::core::{Branch, blocking, fetch};
use crate::error::EngineError;

/// How many commits others may have made meanwhile.
const MOST_COMMITS: usize = 1000;

impl Outbound<'_> {
    /// Fetches; the branch's new head where what was merged carries over to it, and nothing of `pushed`
    /// arrived after all. `None` where everything is to be read and merged anew.
    pub(super) async fn fetch_ahead(
        &self,
        branch: &Branch,
        merged: &Stacked,
        pushed: Option<Oid>,
    ) -> Result<Option<Ahead>, EngineError> {
        let Some(old) = branch.tip()? else { return Ok(None) };
        let exchange = self.exchange(branch.queue.id);
        let (mirror, credential, name) =
            (branch.mirror.clone(), branch.credential.clone(), branch.queue.branch.clone());
        let quick = blocking(move || mirror.fetch_quickly(&credential, &name)).await?;
        let ahead = match quick {
            Some(ahead) => ahead,
            None => {
                let head = fetch(&branch.mirror, &branch.credential, &branch.queue.branch).await?;
                let Some(head) = head else { return Ok(None) };
                Ahead { head, session: None }
            }
        };
        drop(exchange);
        let (mirror, ready, new) = (branch.mirror.clone(), merged.ready.clone(), ahead.head);
        let touched = blocking(move || {
            let Some(gained) = mirror.gained(old, new, MOST_COMMITS)? else { return Ok(None) };
            if gained.is_empty() || pushed.is_some_and(|pushed| gained.contains(&pushed)) {
                return Ok(None);
            }
            let touched = touched(&mirror, old, new)?;
            Ok::<_, ReadError>(touched.filter(|touched| carries_over(&ready, touched)))
        })
        .await??;
        let Some(touched) = touched else { return Ok(None) };
        let stand = self.judging().stand_beside(branch, &merged.ready, touched).await?;
        Ok(stand.then_some(ahead))
    }
}

/// What commits of others made of the paths that they changed; `None` where that is much.
fn touched(mirror: &Mirror, old: Oid, new: Oid) -> Result<Option<Vec<Touched>>, ReadError> {
    let changes = mirror.diff(Some(mirror.tree_of(old)?), Some(mirror.tree_of(new)?))?;
    if changes.len() > MOST_TOUCHED {
        return Ok(None);
    }
    let mut touched = Vec::new();
    for change in changes {
        let content = match change.new.filter(|(_, kind)| kind.is_file()) {
            Some((blob, _)) if mirror.blob_size(blob)? > MOST_BYTES as u64 => return Ok(None),
            Some((blob, _)) => Some(mirror.blob(blob)?),
            None => None,
        };
        touched.push(Touched { path: change.path, content });
    }
    Ok(Some(touched))
}
