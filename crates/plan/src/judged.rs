//! The rules between resources, for changes that are stacked one on another.

use std::collections::BTreeSet;
use std::ops::DerefMut;
use std::sync::Arc;

use hedgerow_model::{Finding, Identity, Judged as Noted, Severity, Standing};
use hedgerow_rules::{Edit, Inventory, Object, Violation, not_checked, swaps};
use hedgerow_schema::{Catalogue, is_object, list_objects};
use hedgerow_yaml::Content;

use crate::carried::Touched;
use crate::combine::DocumentState;
use crate::parse::limits;
use crate::publish::Ready;
use crate::together::Standpoint;

/// A fabric's resources at the head, held for as long as changes are stacked.
pub struct Held {
    /// The resources.
    pub inventory: Box<dyn DerefMut<Target = Inventory> + Send>,
    /// What they are held against, and how far Git has been read.
    pub at: Standpoint,
}

/// What was held against the rules, and what could not be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checks {
    /// How often a rule was judged and is not broken, of the resources of the change and of those that it
    /// concerns.
    pub passed: usize,
    /// How often a rule could not be judged of them.
    pub not_possible: usize,
    /// What the cluster would accept although something breaks.
    pub warnings: Vec<Finding>,
    /// What could not be checked, a sentence for each reason.
    pub unchecked: Vec<String>,
}

/// What the rules say of a change.
#[derive(Debug)]
pub(crate) enum Judgement {
    /// It breaks nothing that is not broken already.
    Sound,
    /// It breaks rules.
    Broken(Vec<Violation>),
    /// It breaks rules only together with a change before it in the stack.
    WithNeighbour,
}

/// The resources of a fabric as the changes so far would leave them. Dropped, they are as they were.
pub(crate) struct Judged {
    inventory: Box<dyn DerefMut<Target = Inventory> + Send>,
    /// What the inventory is held against, and how far Git has been read.
    pub(crate) at: Standpoint,
    /// What takes the changes so far back, the last one first.
    undo: Vec<Edit>,
}

impl Judged {
    pub(crate) fn new(Held { inventory, at }: Held) -> Self {
        Self { inventory, at, undo: Vec::new() }
    }

    /// Judges what a change would make of its resources; `since` is what was noted when it was edited.
    pub(crate) fn judge(&mut self, edits: &[Edit], since: Option<&Noted>) -> (Judgement, Checks) {
        let gone = gone_since(&mut self.inventory, edits, since);
        let run = self.inventory.dry_run(edits);
        let (broken, warnings): (Vec<_>, Vec<_>) = run
            .broken(edits)
            .into_iter()
            .partition(|violation| violation.severity == Severity::Error);
        let mut checks = Checks {
            passed: run.passed(),
            not_possible: run.not_possible(),
            warnings: warnings.into_iter().map(finding).collect(),
            unchecked: not_checked(run.unchecked.iter().map(|(whose, what)| (&**whose, what))),
        };
        checks.warnings.extend(swaps(&mut self.inventory, edits).iter().map(finding));
        if broken.is_empty() && gone.is_empty() {
            return (Judgement::Sound, checks);
        }
        if self.undo.is_empty() {
            let broken = broken.into_iter().cloned().chain(gone).collect();
            return (Judgement::Broken(broken), checks);
        }
        // Is it the changes before it, or Git?
        let before = self.undo.iter().rev().cloned().collect();
        let alone = self.inventory.with(before, |git| errors_since(git, edits, since));
        match alone.is_empty() {
            true => (Judgement::WithNeighbour, checks),
            false => (Judgement::Broken(alone), checks),
        }
    }

    /// The change is part of the stack from now on.
    pub(crate) fn keep(&mut self, edits: Vec<Edit>) {
        self.undo.extend(self.inventory.undo_of(&edits));
        self.inventory.apply(edits);
    }
}

impl Drop for Judged {
    fn drop(&mut self) {
        self.inventory.apply(std::mem::take(&mut self.undo).into_iter().rev().collect());
    }
}

/// What merged documents make of their resources. A text that cannot be read is no edit: it is refused
/// elsewhere.
pub fn edits_of<'a>(
    catalogue: &Catalogue,
    meant: impl IntoIterator<Item = (&'a Identity, Option<&'a DocumentState>)>,
) -> Vec<Edit> {
    let edit = |(identity, target): (&Identity, Option<&DocumentState>)| {
        let live = target.filter(|target| target.standing != Standing::CommentedOut);
        let Some(target) = live else { return Some(Edit::Remove(identity.clone())) };
        Some(Edit::Set(Arc::new(object(catalogue, &target.text)?)))
    };
    meant.into_iter().filter_map(edit).collect()
}

/// The resource of a text; `None` for one that cannot be read.
pub fn object(catalogue: &Catalogue, text: &str) -> Option<Object> {
    Object::new(catalogue, hedgerow_yaml::read(text, &limits()).ok()?.value())
}

/// Whether changes of one fabric that were merged still break nothing that the cluster refuses, once others
/// have `touched` files of its directory in which these resources `stood`. Saying no is always right:
/// everything is read and merged anew then.
pub fn stands_beside(
    inventory: &mut Inventory,
    catalogue: &Catalogue,
    ready: &[Ready],
    touched: &[Touched],
    stood: &[Identity],
) -> bool {
    let theirs = files_as_edits(
        catalogue,
        touched.iter().filter_map(|file| file.content.as_deref()),
        stood.iter(),
    );
    let files = ready.iter().flat_map(|ready| &ready.edits);
    let resources: BTreeSet<&Identity> = ready.iter().flat_map(|ready| &ready.resources).collect();
    let mut own = files_as_edits(
        catalogue,
        files.filter_map(|(_, content)| content.as_deref()),
        resources.iter().copied(),
    );
    own.retain(|edit| resources.contains(edit.identity()));
    inventory.with(theirs, |beside| errors(beside, &own).is_empty())
}

/// What files make of their resources; what `stood` and is not in them any more is gone.
fn files_as_edits<'a>(
    catalogue: &Catalogue,
    contents: impl Iterator<Item = &'a [u8]>,
    stood: impl Iterator<Item = &'a Identity>,
) -> Vec<Edit> {
    let mut edits = live_in(catalogue, contents);
    let there: BTreeSet<Identity> = edits.iter().map(|edit| edit.identity().clone()).collect();
    edits.extend(stood.filter(|id| !there.contains(id)).cloned().map(Edit::Remove));
    edits
}

/// The live resources of files; nothing of what cannot be read.
fn live_in<'a>(catalogue: &Catalogue, contents: impl Iterator<Item = &'a [u8]>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for content in contents {
        let Ok(text) = std::str::from_utf8(content) else { continue };
        for document in hedgerow_yaml::read_each(text, &limits()) {
            let Content::Object(read) = document.content else { continue };
            let objects = match list_objects(read.value()) {
                Some(objects) => objects.to_vec(),
                None => vec![read.into_value()],
            };
            let objects = objects.iter().filter(|object| is_object(object));
            edits.extend(
                objects.filter_map(|object| {
                    Some(Edit::Set(Arc::new(Object::new(catalogue, object)?)))
                }),
            );
        }
    }
    edits
}

/// What edits break that the cluster refuses.
pub fn errors(inventory: &mut Inventory, edits: &[Edit]) -> Vec<Violation> {
    let run = inventory.dry_run(edits);
    let broken = run.broken(edits).into_iter();
    broken.filter(|violation| violation.severity == Severity::Error).cloned().collect()
}

/// As [`errors`], of a change that was edited earlier: what it refers to may have been the last one of its kind
/// that Git has deleted since.
pub fn errors_since(
    inventory: &mut Inventory,
    edits: &[Edit],
    since: Option<&Noted>,
) -> Vec<Violation> {
    let gone = gone_since(inventory, edits, since);
    errors(inventory, edits).into_iter().chain(gone).collect()
}

/// References of edits to what was the last one of its kind. Without such a kind there is nothing to judge.
fn gone_since(inventory: &mut Inventory, edits: &[Edit], since: Option<&Noted>) -> Vec<Violation> {
    let held = since.map_or(&[][..], |since| since.held.as_slice());
    let Some(broken) = inventory.assuming(held, |inventory| errors(inventory, edits)) else {
        return Vec::new();
    };
    let known = errors(inventory, edits);
    let is_own =
        |violation: &Violation| edits.iter().any(|edit| *edit.identity() == *violation.subject);
    broken.into_iter().filter(|one| is_own(one) && !known.contains(one)).collect()
}

/// A violation as a finding whose place is not known yet.
pub fn finding(violation: &Violation) -> Finding {
    Finding {
        subject: Some((*violation.subject).clone()),
        field: Some(violation.field.clone()).filter(|field| !field.segments().is_empty()),
        target: violation.other.as_ref().map(|other| (*other.identity).clone()),
        ..Finding::of_file("", violation.severity, &violation.rule, &*violation.message)
    }
}
