//! What differs between two trees, reading no tree that is the same on both sides.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use gix::bstr::BStr;
use gix::diff::tree::visit::{Action, Change};
use gix::diff::tree::{State, Visit};
use gix::objs::tree::EntryMode;
use gix::objs::{Kind, TreeRefIter};

use crate::damage::damaged_below;
use crate::read::kind_of;
use crate::read::{find, named};
use crate::{EntryKind, Mirror, Oid, ReadError};

/// One path that differs. Never a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeChange {
    /// From the roots of the two trees, with `/`.
    pub path: String,
    /// What was there.
    pub old: Option<(Oid, EntryKind)>,
    /// What is there.
    pub new: Option<(Oid, EntryKind)>,
}

impl Mirror {
    /// What differs between two trees (`None`: nothing is there), by path. Renames are a removal
    /// and an addition. The cost follows the folders that differ, not the size of the trees.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn diff(&self, old: Option<Oid>, new: Option<Oid>) -> Result<Vec<TreeChange>, ReadError> {
        trees(&self.repository(), old, new)
    }
}

/// What differs between two trees; see [`Mirror::diff`].
pub(crate) fn trees(
    repository: &gix::Repository,
    old: Option<Oid>,
    new: Option<Oid>,
) -> Result<Vec<TreeChange>, ReadError> {
    let (old, new) = (old.unwrap_or(Oid::EMPTY_TREE), new.unwrap_or(Oid::EMPTY_TREE));
    if old == new {
        return Ok(Vec::new());
    }
    let (mut old_tree, mut new_tree) = (Vec::new(), Vec::new());
    find(repository, old, Kind::Tree, &mut old_tree)?;
    find(repository, new, Kind::Tree, &mut new_tree)?;
    let mut collector = Collector::default();
    // Not `Repository::diff_tree_to_tree`, which indexes the whole head first.
    gix::diff::tree(
        TreeRefIter::from_bytes(&old_tree, gix::hash::Kind::Sha1),
        TreeRefIter::from_bytes(&new_tree, gix::hash::Kind::Sha1),
        State::default(),
        &repository.objects,
        &mut collector,
    )
    .map_err(|error| damaged_below(repository, new, &error))?;
    let mut changes = collector.changes;
    // A file that became a folder comes as two changes of different paths; one path that came
    // as two, as one.
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes.dedup_by(|next, kept| {
        let one = kept.path == next.path
            && (kept.old.is_none() || next.old.is_none())
            && (kept.new.is_none() || next.new.is_none());
        if one {
            kept.old = kept.old.or(next.old);
            kept.new = kept.new.or(next.new);
        }
        one
    });
    Ok(changes)
}

/// Keeps what is not a folder, with its path.
#[derive(Default)]
struct Collector {
    path: Vec<u8>,
    queue: VecDeque<Vec<u8>>,
    changes: Vec<TreeChange>,
}

impl Collector {
    fn push(&mut self, component: &BStr) {
        if !self.path.is_empty() {
            self.path.push(b'/');
        }
        self.path.extend_from_slice(component);
    }
}

impl Visit for Collector {
    fn pop_front_tracked_path_and_set_current(&mut self) {
        self.path = self.queue.pop_front().unwrap_or_default();
    }

    fn push_back_tracked_path_component(&mut self, component: &BStr) {
        self.push(component);
        self.queue.push_back(self.path.clone());
    }

    fn push_path_component(&mut self, component: &BStr) {
        self.push(component);
    }

    fn pop_path_component(&mut self) {
        let parent = self.path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
        self.path.truncate(parent);
    }

    fn visit(&mut self, change: Change) -> Action {
        let side = |oid: &gix::oid, mode: EntryMode| Some((Oid::from_gix(oid)?, kind_of(mode)?));
        let (old, new) = match &change {
            Change::Addition { entry_mode, oid, .. } => (None, side(oid, *entry_mode)),
            Change::Deletion { entry_mode, oid, .. } => (side(oid, *entry_mode), None),
            Change::Modification { previous_entry_mode, previous_oid, entry_mode, oid } => {
                (side(previous_oid, *previous_entry_mode), side(oid, *entry_mode))
            }
        };
        if old.is_some() || new.is_some() {
            let (path, shown) = named(&self.path, EntryKind::File);
            let mark = |(oid, kind)| (oid, if shown == EntryKind::OddName { shown } else { kind });
            self.changes.push(TreeChange { path, old: old.map(mark), new: new.map(mark) });
        }
        ControlFlow::Continue(())
    }
}
