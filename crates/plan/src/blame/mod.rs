//! Who set each field: the leaves of a resource's newest version, each followed back to where it came to be
//! what it is. Pure: what was is asked through one small trait, [`Past`].
//!
//! Each leaf is in one place at a time. Where a parent has it so, it goes there, under the path that it
//! has there; where none has it so, it was set. From a version that nobody can read nothing is concluded: leaves
//! go through it, and are held against what was before. A version in an older form is brought to the newest one's
//! (`schema/src/migrations`), so that a value which only got another name stayed what it was. What is not settled within
//! the bounds of the past is unknown.

mod place;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use hedgerow_merge::{leaves, stayed};
use hedgerow_model::{FieldPath, GroupKind, ListTypes, Value};
use hedgerow_schema::migrations::{Place, forward, migrated};

use crate::named::{Unkeyed, name};

pub use place::at_place;

/// What a place in the past says of the resource.
#[derive(Clone, Debug, PartialEq)]
pub enum Version {
    /// This.
    Says(Arc<Value>),
    /// It is not there: no file, no document, or one in comments.
    Absent,
    /// Nobody can say.
    Unreadable,
}

/// Where the resource was in one parent of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before<At> {
    /// There.
    At(At),
    /// It was not there.
    Nowhere,
    /// Nobody can say, or it would cost too much.
    Unknown,
}

/// What was of a resource.
pub trait Past {
    /// A commit, and the file that the resource is in there.
    type At: Clone + Eq + Hash;
    /// Why the past cannot be read.
    type Error;

    /// When it was: what is newer is looked at first. It decides nothing but the order of the work.
    ///
    /// # Errors
    /// When the past cannot be read.
    fn when(&mut self, at: &Self::At) -> Result<i64, Self::Error>;

    /// What it says there.
    ///
    /// # Errors
    /// When the past cannot be read.
    fn version(&mut self, at: &Self::At) -> Result<Version, Self::Error>;

    /// Where it was before, in each parent; only one of those that are the same in everything. Nothing for a
    /// commit without parents.
    ///
    /// # Errors
    /// When the past cannot be read.
    fn before(&mut self, at: &Self::At) -> Result<Vec<Before<Self::At>>, Self::Error>;

    /// Whether to look at one place more.
    fn goes_on(&mut self) -> bool;
}

/// Who set a leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetBy<At> {
    /// This commit.
    Here(At),
    /// Not known: this commit has it so, and it or one before it set it.
    UnknownBefore(At),
}

/// A leaf and who set it.
#[derive(Clone, Debug, PartialEq)]
pub struct Blamed<At> {
    /// Where it is.
    pub path: FieldPath,
    /// What it says.
    pub value: Value,
    /// Who set it.
    pub by: SetBy<At>,
    /// Who brought it to its newer name, or to the word that the newer form has for it, where that was done after it
    /// was set.
    pub renamed: Option<At>,
}

/// The leaves of a resource in written order; nothing of one that is not there, or that nobody can read.
pub type Whose<At> = Option<Vec<Blamed<At>>>;

/// Leaves on their way back: each by its number, with its path in `value`.
struct Group<At> {
    /// What the leaves were last seen in.
    said: Arc<Value>,
    /// That in the form of the newest version.
    value: Arc<Value>,
    /// Where that was.
    seen: At,
    leaves: Vec<(usize, FieldPath)>,
}

/// The leaves of a resource at `newest`, in written order, each with who set it; `None` where it is not there or
/// nobody can read it.
///
/// # Errors
/// When the past cannot be read.
pub fn blame<P: Past>(
    past: &mut P,
    newest: &P::At,
    kind: &GroupKind,
    types: &dyn ListTypes,
) -> Result<Whose<P::At>, P::Error> {
    let Version::Says(value) = past.version(newest)? else { return Ok(None) };
    let mut all = leaves(&value, types);
    // Of a set that says one thing twice, one is told.
    let mut seen = HashSet::new();
    all.retain(|(path, _)| seen.insert(path.clone()));
    let leaves = all.iter().enumerate().map(|(at, (path, _))| (at, path.clone())).collect();
    let (fates, renamed) = (vec![None; all.len()], vec![None; all.len()]);
    let mut walk = Walk { past, kind, types, fates, renamed, ahead: Ahead::default() };
    walk.send(newest, Group { said: value.clone(), value, seen: newest.clone(), leaves })?;
    walk.run()?;
    let fates = walk.fates.into_iter().zip(walk.renamed);
    let blamed = all.into_iter().zip(fates).map(|((path, value), (fate, renamed))| Blamed {
        path,
        value,
        // Every leaf was settled, or was ahead when the walk ended.
        by: fate.unwrap_or_else(|| SetBy::UnknownBefore(newest.clone())),
        renamed,
    });
    Ok(Some(blamed.collect()))
}

/// A place, and the leaves that were sent there.
type Sent<At> = (At, Vec<Group<At>>);

/// Places that leaves were sent to, the newest first.
struct Ahead<At> {
    order: BinaryHeap<(i64, Reverse<usize>)>,
    places: HashMap<usize, Sent<At>>,
    numbers: HashMap<At, usize>,
    next: usize,
}

impl<At> Default for Ahead<At> {
    fn default() -> Self {
        Self { order: BinaryHeap::new(), places: HashMap::new(), numbers: HashMap::new(), next: 0 }
    }
}

struct Walk<'a, P: Past> {
    past: &'a mut P,
    kind: &'a GroupKind,
    types: &'a dyn ListTypes,
    fates: Vec<Option<SetBy<P::At>>>,
    renamed: Vec<Option<P::At>>,
    ahead: Ahead<P::At>,
}

impl<P: Past> Walk<'_, P> {
    fn send(&mut self, to: &P::At, group: Group<P::At>) -> Result<(), P::Error> {
        if group.leaves.is_empty() {
            return Ok(());
        }
        let number = match self.ahead.numbers.get(to) {
            Some(number) => *number,
            None => {
                let number = self.ahead.next;
                self.ahead.next += 1;
                let when = self.past.when(to)?;
                self.ahead.order.push((when, Reverse(number)));
                self.ahead.numbers.insert(to.clone(), number);
                self.ahead.places.insert(number, (to.clone(), Vec::new()));
                number
            }
        };
        if let Some((_, groups)) = self.ahead.places.get_mut(&number) {
            // From several sides, one thing is asked of what was before.
            let is_same = |known: &&mut Group<P::At>| {
                Arc::ptr_eq(&known.said, &group.said)
                    && known.seen == group.seen
                    && (Arc::ptr_eq(&known.value, &group.value) || known.value == group.value)
            };
            match groups.iter_mut().find(is_same) {
                Some(known) => known.leaves.extend(group.leaves),
                None => groups.push(group),
            }
        }
        Ok(())
    }

    fn next(&mut self) -> Option<Sent<P::At>> {
        let (_, Reverse(number)) = self.ahead.order.pop()?;
        let (at, groups) = self.ahead.places.remove(&number)?;
        self.ahead.numbers.remove(&at);
        Some((at, groups))
    }

    fn run(&mut self) -> Result<(), P::Error> {
        while let Some((at, groups)) = self.next() {
            if !self.past.goes_on() {
                self.settle_all(groups);
                while let Some((_, groups)) = self.next() {
                    self.settle_all(groups);
                }
                return Ok(());
            }
            let readable = matches!(self.past.version(&at)?, Version::Says(_));
            let befores = self.past.before(&at)?;
            for group in groups {
                self.go_back(&at, readable, &befores, group)?;
            }
        }
        Ok(())
    }

    /// Sends leaves to the parents that have them so; settles the others.
    fn go_back(
        &mut self,
        at: &P::At,
        readable: bool,
        befores: &[Before<P::At>],
        mut group: Group<P::At>,
    ) -> Result<(), P::Error> {
        let mut unreadable = None;
        let mut unknown = !readable;
        for before in befores {
            let before = match before {
                Before::At(before) => before,
                Before::Nowhere => continue,
                Before::Unknown => {
                    unknown = true;
                    continue;
                }
            };
            match self.past.version(before)? {
                Version::Says(said) => {
                    let (value, brought) = self.in_its_form(&said, &group);
                    let leaves = self.take_stayed(&value, &mut group);
                    self.note_renamed(at, &leaves, &value, &brought);
                    self.send(before, Group { said, value, seen: before.clone(), leaves })?;
                }
                Version::Unreadable => {
                    unreadable.get_or_insert(before);
                }
                Version::Absent => {}
            }
        }
        if let Some(before) = unreadable {
            return self.send(before, group);
        }
        if unknown {
            self.settle_all(vec![group]);
            return Ok(());
        }
        for (leaf, _) in group.leaves {
            self.fates[leaf] = Some(SetBy::Here(at.clone()));
        }
        Ok(())
    }

    /// What a parent said, in the form of what leaves were last seen in; and what had to be brought to that form.
    fn in_its_form(&self, said: &Arc<Value>, group: &Group<P::At>) -> (Arc<Value>, Vec<Place>) {
        if Arc::ptr_eq(said, &group.said) || *said == group.said {
            return (group.value.clone(), Vec::new());
        }
        let brought = forward(self.kind, said, &group.value, self.types);
        let value = match brought.is_empty() {
            true => said.clone(),
            false => Arc::new(migrated(said, &brought)),
        };
        (value, brought)
    }

    /// Takes out of a group the leaves that were so before, with their paths there.
    fn take_stayed(&self, was: &Arc<Value>, group: &mut Group<P::At>) -> Vec<(usize, FieldPath)> {
        if Arc::ptr_eq(was, &group.value) || *was == group.value {
            return std::mem::take(&mut group.leaves);
        }
        if group.leaves.is_empty() {
            return Vec::new();
        }
        let mut found = stayed(was, &group.value, self.types);
        let mut taken = Vec::new();
        group.leaves.retain(|(leaf, path)| match found.remove(path) {
            Some(before) => {
                taken.push((*leaf, before));
                false
            }
            None => true,
        });
        taken
    }

    /// Notes which of the leaves that a parent has so a commit brought to their newer form; of several commits that did
    /// so, the newest.
    fn note_renamed(
        &mut self,
        at: &P::At,
        leaves: &[(usize, FieldPath)],
        value: &Value,
        brought: &[Place],
    ) {
        for place in brought {
            let place = name(&place.new_path(), value, self.types, Unkeyed::ByValue);
            for (leaf, path) in leaves {
                if place.contains(path) || path.contains(&place) {
                    self.renamed[*leaf].get_or_insert_with(|| at.clone());
                }
            }
        }
    }

    /// What leaves were last seen in has them so; nobody looked further.
    fn settle_all(&mut self, groups: Vec<Group<P::At>>) {
        for group in groups {
            for (leaf, _) in group.leaves {
                self.fates[leaf] = Some(SetBy::UnknownBefore(group.seen.clone()));
            }
        }
    }
}
