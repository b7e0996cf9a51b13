//! Where a stack puts a resource that has no document at the head.

use hedgerow_model::{EntryKind, Identity};

use super::files::may_stand_in;
use super::{Input, Stack};
use crate::area::{Area, Classifier};
use crate::files::Files;
use crate::names::apart;
use crate::placement::{Surroundings, place, plural};
use crate::returned::LastPlace;

impl<F: Files> Stack<F> {
    /// Where a resource stood last, if it can stand there again: in a file that is still there, or in one that comes
    /// back with all that was in it.
    pub(super) fn last_place(&self, input: &Input, identity: &Identity) -> Option<LastPlace> {
        let memo = &self.overlay.memo;
        // What an earlier change of the stack deleted is in the commit yet.
        let deleted = || {
            let path = self.placed.get(&(input.fabric.id, identity.clone()))?;
            let text = self.overlay.committed(path).ok()??;
            Some(LastPlace { path: path.clone(), text })
        };
        let known = input.last.get(identity).cloned();
        let last = deleted().into_iter().chain(known).find(|last| last.has(memo, identity))?;
        let fits = match self.overlay.text(&last.path) {
            Ok(Some(_)) => true,
            Ok(None) => {
                let path = apart(&last.path, |folder| self.overlay.names(folder));
                let others = last.others(memo, identity);
                let is_free = path.is_ok_and(|path| path == last.path);
                is_free && others.iter().all(|other| returns(input, other, &last.path))
            }
            Err(_) => false,
        };
        let classifier = Classifier::new(&input.source).ok()?;
        let is_managed = classifier.area(&last.path, EntryKind::File) == Area::Managed;
        let may = || may_stand_in(&self.overlay, &last.path, identity).is_ok();
        (fits && is_managed && may()).then_some(last)
    }

    /// The path for a resource without a file, beside what the stack and the step placed so far.
    pub(super) fn new_place(
        &self,
        input: &Input,
        identity: &Identity,
        step: &[(Identity, String)],
    ) -> String {
        let kind = identity.group_kind();
        let around = input.around.get(&kind).cloned();
        let around = around.unwrap_or_else(|| Surroundings::alone(plural(&input.catalogue, &kind)));
        let earlier = self.placed.iter().filter(|((fabric, _), _)| *fabric == input.fabric.id);
        let earlier = earlier.map(|((_, identity), path)| (identity, path.as_str()));
        let placed = step.iter().map(|(identity, path)| (identity, path.as_str())).chain(earlier);
        place(&input.source, identity, &around, placed)
    }
}

/// Whether a change brings a resource back to a file.
fn returns(input: &Input, identity: &Identity, path: &str) -> bool {
    let is_back = input.drafts.iter().any(|it| it.identity == *identity && it.text.is_some());
    is_back && input.last.get(identity).is_some_and(|last| last.path == path)
}
