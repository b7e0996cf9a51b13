//! The rules between resources, for changes that are stacked one on another.

use std::ops::DerefMut;
use std::sync::Arc;

use hedgerow_model::{Finding, Identity, Severity, Standing};
use hedgerow_rules::{DryRun, Edit, Inventory, Object, Violation, not_checked, swaps};
use hedgerow_schema::{Catalogue, is_object, list_objects};
use hedgerow_yaml::Content;

use crate::carried::Touched;
use crate::combine::DocumentState;
use crate::parse::limits;

/// A fabric's resources at the head, held for as long as changes are stacked.
pub type Held = Box<dyn DerefMut<Target = Inventory> + Send>;

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
    Broken(Vec<Finding>),
    /// It breaks rules only together with a change before it in the stack.
    WithNeighbour,
}

/// The resources of a fabric as the changes so far would leave them. Dropped, they are as they were.
pub(crate) struct Judged {
    inventory: Held,
    done: Vec<Edit>,
    undo: Vec<Edit>,
}

impl Judged {
    pub(crate) fn new(inventory: Held) -> Self {
        Self { inventory, done: Vec::new(), undo: Vec::new() }
    }

    /// Judges what a change would make of its resources.
    pub(crate) fn judge(&mut self, edits: &[Edit]) -> (Judgement, Checks) {
        let run = self.inventory.dry_run(edits);
        let mut checks = checks(&run, edits);
        checks.warnings.extend(swaps(&mut self.inventory, edits).iter().map(finding));
        let broken = errors(&run, edits);
        if broken.is_empty() {
            return (Judgement::Sound, checks);
        }
        if self.done.is_empty() {
            return (Judgement::Broken(broken), checks);
        }
        // Is it the changes before it, or Git?
        self.inventory.apply(self.undo.iter().rev().cloned().collect());
        let alone = errors(&self.inventory.dry_run(edits), edits);
        self.inventory.apply(self.done.clone());
        match alone.is_empty() {
            true => (Judgement::WithNeighbour, checks),
            false => (Judgement::Broken(alone), checks),
        }
    }

    /// The change is part of the stack from now on.
    pub(crate) fn keep(&mut self, edits: Vec<Edit>) {
        for edit in edits {
            let identity = edit.identity();
            self.undo.push(match self.inventory.kept(identity) {
                Some(object) => Edit::Set(object),
                None => Edit::Remove(identity.clone()),
            });
            self.inventory.apply(vec![edit.clone()]);
            self.done.push(edit);
        }
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
        let read = hedgerow_yaml::read(&target.text, &limits()).ok()?;
        Some(Edit::Set(Arc::new(Object::new(catalogue, read.value())?)))
    };
    meant.into_iter().filter_map(edit).collect()
}

/// The live resources of files; nothing of what was removed, or cannot be read.
pub fn edits_in(catalogue: &Catalogue, files: &[Touched]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for content in files.iter().filter_map(|file| file.content.as_deref()) {
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

fn errors(run: &DryRun, edits: &[Edit]) -> Vec<Finding> {
    let broken = run.broken(edits).into_iter();
    broken.filter(|violation| violation.severity == Severity::Error).map(finding).collect()
}

fn checks(run: &DryRun, edits: &[Edit]) -> Checks {
    let broken = run.broken(edits).into_iter();
    let unchecked = run.unchecked.iter().map(|(identity, unchecked)| (&**identity, unchecked));
    Checks {
        passed: run.passed(),
        not_possible: run.not_possible(),
        warnings: broken
            .filter(|violation| violation.severity != Severity::Error)
            .map(finding)
            .collect(),
        unchecked: not_checked(unchecked),
    }
}

/// A violation as a finding whose place is not known yet.
pub fn finding(violation: &Violation) -> Finding {
    Finding {
        subject: Some((*violation.subject).clone()),
        field: Some(violation.field.clone()).filter(|field| !field.segments().is_empty()),
        target: violation.other.as_ref().map(|other| (*other.identity).clone()),
        ..Finding::of_file("", violation.severity, violation.rule, &*violation.message)
    }
}
