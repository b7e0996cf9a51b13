//! Resources that come and go: what is indexed of them, and whose verdicts that concerns.

use std::collections::BTreeSet;
use std::sync::Arc;

use hedgerow_model::Identity;
use smallvec::SmallVec;

use super::{Entry, Inventory, Verdict};
use crate::dry_run::Edit;
use crate::key::Index;
use crate::object::{Kind, Object};
use crate::subject::Read;

/// A resource that was taken out, with what was said of it.
#[derive(Debug)]
pub(crate) struct Removed {
    id: u32,
    pub(crate) object: Arc<Object>,
    verdict: Verdict,
}

/// An edit that was made: what it put in, and what was there before.
#[derive(Debug)]
pub(crate) struct Made {
    new: Option<u32>,
    pub(crate) old: Option<Removed>,
}

impl Inventory {
    /// Makes one edit and notes whose verdict may depend on it. Verdicts stay as they were, and the resource
    /// that is set has none.
    pub(crate) fn make(&mut self, edit: &Edit, concerned: &mut BTreeSet<u32>) -> Made {
        let old = self.id(edit.identity());
        concerned.extend(old.into_iter().flat_map(|id| self.neighbours(id)));
        let made = self.replace(edit);
        concerned.extend(made.new.into_iter().flat_map(|id| self.neighbours(id)));
        made
    }

    /// Makes one edit, whomever it concerns.
    pub(crate) fn replace(&mut self, edit: &Edit) -> Made {
        let at = self.id(edit.identity());
        let old = at.and_then(|id| self.remove(id));
        let new = match edit {
            Edit::Set(object) => Some(self.insert(Arc::clone(object), at)),
            Edit::Remove(_) => None,
        };
        Made { new, old }
    }

    /// Undoes an edit; of several, the last one first.
    pub(crate) fn undo(&mut self, made: Made) {
        if let Some(id) = made.new {
            self.remove(id);
        }
        if let Some(removed) = made.old {
            let id = self.insert(removed.object, Some(removed.id));
            self.keep(id, removed.verdict);
        }
    }

    /// Puts a resource in, at the place that was its own before if there is one. Its verdict is to come.
    pub(super) fn insert(&mut self, object: Arc<Object>, at: Option<u32>) -> u32 {
        let taken = at.and_then(|at| self.free.iter().rposition(|free| *free == at));
        let id = match taken {
            Some(position) => self.free.swap_remove(position),
            None => self.free.pop().unwrap_or_else(|| {
                self.entries.push(None);
                u32::try_from(self.entries.len() - 1).unwrap_or(u32::MAX)
            }),
        };
        let index = Index::of(&object, &self.declared);
        for key in index.keys.iter().chain(&index.found) {
            self.keys.entry(key.clone()).or_default().push(id);
        }
        for (space, net) in &index.networks {
            self.networks.entry(space.clone()).or_default().insert(*net, id);
        }
        *self.held.entry(object.kind).or_default() += 1;
        self.ids.insert(Arc::clone(&object.identity), id);
        if let Some(slot) = self.entries.get_mut(id as usize) {
            *slot = Some(Entry { object, index, verdict: Verdict::default() });
        }
        id
    }

    /// Takes a resource out.
    fn remove(&mut self, id: u32) -> Option<Removed> {
        let entry = self.entries.get_mut(id as usize)?.take()?;
        self.forget(id, &entry.verdict.reads);
        self.broken -= entry.verdict.violations.len();
        self.not_checked.remove(&entry.verdict.unchecked);
        for key in entry.index.keys.iter().chain(&entry.index.found) {
            if let Some(ids) = self.keys.get_mut(key) {
                ids.retain(|one| *one != id);
                if ids.is_empty() {
                    self.keys.remove(key);
                }
            }
        }
        for (space, net) in &entry.index.networks {
            if let Some(networks) = self.networks.get_mut(space) {
                networks.remove(*net, id);
                if networks.is_empty() {
                    self.networks.remove(space);
                }
            }
        }
        if let Some(count) = self.held.get_mut(&entry.object.kind) {
            *count -= 1;
        }
        self.ids.remove(&entry.object.identity);
        self.free.push(id);
        Some(Removed { id, object: entry.object, verdict: entry.verdict })
    }

    /// Whose verdict may depend on a resource that is there, itself included.
    fn neighbours(&self, id: u32) -> BTreeSet<u32> {
        let Some(entry) = self.entry(id) else { return BTreeSet::new() };
        let mut found: BTreeSet<u32> = self.readers_of(&entry.object.identity).collect();
        found.insert(id);
        for key in &entry.index.keys {
            let held = self.keys.get(key).map(SmallVec::as_slice).unwrap_or_default();
            if !key.sort.is_crowd(held.len()) {
                found.extend(held);
            }
        }
        for key in entry.index.keys.iter().chain(&entry.index.found) {
            found.extend(self.readers.get(&Read::Key(key.clone())).into_iter().flatten());
            // Only the first one that comes and the last one that goes make a difference to who asks, who
            // may be another one.
            if self.keys.get(key).is_none_or(|ids| ids.len() <= 2) {
                found.extend(self.readers.get(&Read::Any(key.clone())).into_iter().flatten());
            }
        }
        for (space, net) in &entry.index.networks {
            for (_, owners) in self.overlapping_in_order(space, *net) {
                if !space.sort.is_crowd(owners.len()) {
                    found.extend(owners);
                }
            }
        }
        found
    }

    /// Whose verdict is based on a resource, or on its absence, or on there being any of its kind.
    fn readers_of(&self, identity: &Identity) -> impl Iterator<Item = u32> {
        let kind = Kind::of(identity);
        // Only the first one that comes and the last one that goes make a difference.
        let of_kind = (self.held.get(&kind).copied().unwrap_or_default() <= 1)
            .then(|| self.readers.get(&Read::Kind(kind)))
            .flatten();
        let of_resource = self.readers.get(&Read::Resource(Arc::new(identity.clone())));
        of_resource.into_iter().chain(of_kind).flatten().copied()
    }

    /// A verdict is that of a resource from now on: it is judged again when what the verdict is based on changes.
    pub(super) fn keep(&mut self, id: u32, verdict: Verdict) {
        let Some(Some(entry)) = self.entries.get_mut(id as usize) else { return };
        let old = std::mem::replace(&mut entry.verdict, verdict);
        self.broken = self.broken + entry.verdict.violations.len() - old.violations.len();
        self.not_checked.remove(&old.unchecked);
        self.not_checked.add(&entry.verdict.unchecked);
        let new = entry.verdict.reads.clone();
        if old.reads != new {
            self.forget(id, &old.reads);
            for read in new {
                self.readers.entry(read).or_default().push(id);
            }
        }
    }

    fn forget(&mut self, id: u32, reads: &[Read]) {
        for read in reads {
            if let Some(ids) = self.readers.get_mut(read) {
                ids.retain(|one| *one != id);
                if ids.is_empty() {
                    self.readers.remove(read);
                }
            }
        }
    }
}
