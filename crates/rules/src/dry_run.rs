//! What edits would break and mend.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hedgerow_model::Identity;

use crate::inventory::{Inventory, Made, Verdict};
use crate::object::Object;
use crate::report::{Report, Unchecked, Violation};
use crate::rule::Judge;
use crate::rules::RULES;
use crate::subject::{Read, Subject};

/// One edit of an inventory.
#[derive(Clone, Debug)]
pub enum Edit {
    /// The resource is this from now on; new or changed.
    Set(Arc<Object>),
    /// The resource is gone.
    Remove(Identity),
}

impl Edit {
    /// Whom it is about.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        match self {
            Self::Set(object) => object.identity(),
            Self::Remove(identity) => identity,
        }
    }
}

/// What edits would do, of the resources that they concern: those edited and those whose verdict depends
/// on them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct DryRun {
    /// What was broken before.
    pub before: Vec<Violation>,
    /// What is broken afterwards.
    pub after: Vec<Violation>,
    /// What cannot be judged afterwards.
    pub unchecked: Vec<(Arc<Identity>, Unchecked)>,
    /// How often each rule was judged afterwards, by id.
    pub checked: BTreeMap<&'static str, usize>,
}

impl DryRun {
    /// What the edits break: everything afterwards that was not so before.
    pub fn introduced(&self) -> impl Iterator<Item = &Violation> {
        self.after.iter().filter(|violation| !self.before.iter().any(|old| same(old, violation)))
    }

    pub(crate) fn of(inventory: &mut Inventory, edits: &[Edit]) -> Self {
        let mut concerned: BTreeSet<u32> = BTreeSet::new();
        let made: Vec<Made> =
            edits.iter().map(|edit| inventory.make(edit, &mut concerned)).collect();
        let mut run = Self::default();
        for id in &concerned {
            run.judge(inventory, *id);
        }
        // Of several edits of one resource, the first knows what was there before.
        let mut seen = BTreeSet::new();
        for (edit, made) in edits.iter().zip(&made) {
            if let Some(old) = made.old.as_ref().filter(|_| !seen.contains(edit.identity())) {
                run.compare(inventory, &old.object);
            }
            seen.insert(edit.identity());
        }
        for made in made.into_iter().rev() {
            inventory.undo(made);
        }
        run.before.extend(
            concerned
                .iter()
                .filter_map(|id| inventory.verdict(*id))
                .flat_map(|verdict| verdict.violations.iter().cloned()),
        );
        run
    }

    fn judge(&mut self, inventory: &Inventory, id: u32) {
        let Some(object) = inventory.by_id(id) else { return };
        let Verdict { violations, unchecked, .. } = inventory.judge(id);
        let rules = RULES.iter().filter(|rule| rule.kinds.contains(&object.kind));
        let asked = rules.filter(|rule| rule.judge.state().is_some());
        self.count(asked.map(|rule| rule.id), &unchecked);
        self.take(object, violations, unchecked);
    }

    /// The rules that compare an edited resource with what it was.
    fn compare(&mut self, inventory: &Inventory, old: &Object) {
        let Compared { asked, report, .. } = Compared::with(inventory, old);
        self.count(asked, &report.unchecked);
        self.take(old, report.violations, report.unchecked);
    }

    /// Counts the rules that were judged of those that one resource was asked for.
    fn count(&mut self, asked: impl IntoIterator<Item = &'static str>, unchecked: &[Unchecked]) {
        for rule in asked {
            if !unchecked.iter().any(|unchecked| unchecked.rule == rule) {
                *self.checked.entry(rule).or_default() += 1;
            }
        }
    }

    fn take(
        &mut self,
        object: &Object,
        violations: impl IntoIterator<Item = Violation>,
        unchecked: impl IntoIterator<Item = Unchecked>,
    ) {
        let whose = |unchecked| (Arc::clone(&object.identity), unchecked);
        self.unchecked.extend(unchecked.into_iter().map(whose));
        self.after.extend(violations);
    }
}

/// What the rules on updates and deletions say of an edited resource.
pub(crate) struct Compared {
    asked: Vec<&'static str>,
    pub(crate) report: Report,
    pub(crate) reads: Box<[Read]>,
}

impl Compared {
    /// Of a resource that was `old` and is now what the inventory has, or gone.
    pub(crate) fn with(inventory: &Inventory, old: &Object) -> Self {
        let id = inventory.id(old.identity());
        let object = id.and_then(|id| inventory.by_id(id));
        let subject = Subject::new(inventory, object.unwrap_or(old), id);
        let mut report = Report::new(old);
        let mut asked = Vec::new();
        for rule in RULES.iter().filter(|rule| rule.kinds.contains(&old.kind)) {
            report.begin(rule.id);
            match (rule.judge, object) {
                (Judge::Update(judge), Some(_)) => judge(old, &subject, &mut report),
                (Judge::Delete(judge), None) => judge(&subject, &mut report),
                _ => continue,
            }
            asked.push(rule.id);
        }
        Self { asked, report, reads: subject.reads() }
    }
}

/// Whether two violations are one: the same rule, the same two resources, the same field.
pub(crate) fn same(a: &Violation, b: &Violation) -> bool {
    let others =
        |violation: &Violation| violation.other.as_ref().map(|other| Arc::clone(&other.identity));
    a.rule == b.rule && a.subject == b.subject && a.field == b.field && others(a) == others(b)
}
