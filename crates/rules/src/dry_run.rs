//! What edits would break and mend.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use hedgerow_model::{Identity, Severity};

use crate::inventory::{Inventory, Made, Verdict};
use crate::object::Object;
use crate::report::{MOST, Report, RuleId, Unchecked, Violation};
use crate::rule::Judge;
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
    pub checked: BTreeMap<Cow<'static, str>, usize>,
}

impl DryRun {
    /// What the edits break: everything afterwards that was not so before.
    ///
    /// Of what a resource broke so often before that not all was listed, nothing is new: what is listed now may
    /// only have been behind the others.
    pub fn introduced(&self) -> impl Iterator<Item = &Violation> {
        let mut before: HashMap<(&str, &Identity), Vec<&Violation>> = HashMap::new();
        for old in &self.before {
            before.entry((&old.rule, &*old.subject)).or_default().push(old);
        }
        self.after.iter().filter(move |violation| {
            let known = before.get(&(&*violation.rule, &*violation.subject));
            known.is_none_or(|known| {
                known.len() < MOST && !known.iter().any(|old| same(old, violation))
            })
        })
    }

    /// What the edits break, each pair of resources once: said of the one that is edited, where the other
    /// is not.
    #[must_use]
    pub fn broken(&self, edits: &[Edit]) -> Vec<&Violation> {
        let edited: BTreeSet<&Identity> = edits.iter().map(Edit::identity).collect();
        let new: Vec<&Violation> = self.introduced().collect();
        let told: BTreeSet<_> = new
            .iter()
            .filter(|violation| edited.contains(&*violation.subject))
            .filter_map(|violation| {
                let other = violation.other.as_ref()?;
                Some((&*violation.rule, &*violation.subject, &*other.identity))
            })
            .collect();
        let is_mirror = |violation: &Violation| {
            violation.other.as_ref().is_some_and(|other| {
                let seen = (&*violation.rule, &*other.identity, &*violation.subject);
                // Of two that are both edited the first one tells.
                let first =
                    !edited.contains(&*violation.subject) || other.identity < violation.subject;
                first && told.contains(&seen)
            })
        };
        new.into_iter().filter(|violation| !is_mirror(violation)).collect()
    }

    /// How often a rule was judged afterwards and is not broken.
    #[must_use]
    pub fn passed(&self) -> usize {
        let unchecked = self.unchecked_pairs();
        let broken: BTreeSet<(&Identity, &str)> = self
            .after
            .iter()
            .map(|violation| (&*violation.subject, &*violation.rule))
            .filter(|pair| !unchecked.contains(pair))
            .collect();
        self.checked.values().sum::<usize>().saturating_sub(broken.len())
    }

    /// How often a rule could not be judged afterwards.
    #[must_use]
    pub fn not_possible(&self) -> usize {
        self.unchecked_pairs().len()
    }

    /// The resources and rules that could not be judged, each pair once however many reasons there are.
    fn unchecked_pairs(&self) -> BTreeSet<(&Identity, &str)> {
        self.unchecked.iter().map(|(identity, unchecked)| (&**identity, &*unchecked.rule)).collect()
    }

    pub(crate) fn of(inventory: &mut Inventory, edits: &[Edit]) -> Self {
        let assumed = inventory.assume_targets(edits);
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
            if seen.insert(edit.identity()) {
                match &made.old {
                    Some(old) => run.compare(inventory, &old.object),
                    None => run.judge_creation(inventory, edit.identity()),
                }
            }
        }
        for made in made.into_iter().rev() {
            inventory.undo(made);
        }
        inventory.assume_again(assumed);
        run.before.extend(
            concerned
                .iter()
                .filter_map(|id| inventory.verdict(*id))
                .flat_map(|verdict| verdict.violations.iter().cloned()),
        );
        run
    }

    fn judge(&mut self, inventory: &Inventory, id: u32) {
        let judged = inventory.by_id(id).filter(|object| !object.is_given);
        let Some(object) = judged else { return };
        let Verdict { violations, unchecked, .. } = inventory.judge(id);
        self.count(inventory.rules_judged(object), &unchecked);
        self.take(object, violations, unchecked);
    }

    /// The rules that compare an edited resource with what it was.
    fn compare(&mut self, inventory: &Inventory, old: &Object) {
        let Compared { asked, report, .. } = Compared::with(inventory, old);
        self.count(asked, &report.unchecked);
        self.take(old, report.violations, report.unchecked);
    }

    /// The rules on creations, of a resource that was not there before.
    fn judge_creation(&mut self, inventory: &Inventory, identity: &Identity) {
        let id = inventory.id(identity);
        let Some(object) = id.and_then(|id| inventory.by_id(id)) else { return };
        let subject = Subject::new(inventory, object, id);
        let mut report = Report::new(object);
        for rule in inventory.rules_for(object.kind) {
            if let Judge::StateAndCreation(_, judge) = rule.judge {
                report.begin(rule.id, inventory.level(rule));
                judge(&subject, &mut report);
            }
        }
        let found = &report.violations;
        let is_replaced = |old: &Violation| {
            old.severity == Severity::Warning && found.iter().any(|new| same(old, new))
        };
        self.after.retain(|old| !is_replaced(old));
        self.take(object, report.violations, report.unchecked);
    }

    /// Counts the rules that were judged of those that one resource was asked for.
    fn count(&mut self, asked: impl IntoIterator<Item = RuleId>, unchecked: &[Unchecked]) {
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
    asked: Vec<RuleId>,
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
        for rule in inventory.rules_for(old.kind) {
            report.begin(rule.id, inventory.level(rule));
            match (rule.judge, object) {
                (Judge::Update(judge), Some(_)) => {
                    judge(old, &subject, &mut report);
                }
                (Judge::Delete(judge), None) => judge(&subject, &mut report),
                (Judge::Change(judge), after) => judge(old, after, &subject, &mut report),
                _ => continue,
            }
            // One that judges the state as well is counted there.
            if rule.judge.state().is_none() {
                asked.push(rule.id.into());
            }
        }
        Self { asked, report, reads: subject.reads() }
    }
}

/// Whether two violations are one: the same rule, the same two resources (the other one may be missing), the same
/// field.
pub fn same(a: &Violation, b: &Violation) -> bool {
    a.rule == b.rule
        && a.subject == b.subject
        && a.field == b.field
        && a.counterpart() == b.counterpart()
}

#[cfg(test)]
mod tests;
