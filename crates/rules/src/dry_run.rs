//! What edits would break and mend.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hedgerow_model::Identity;

use crate::inventory::Inventory;
use crate::object::Object;
use crate::report::{Report, Unchecked, Violation};
use crate::rule::Judge;
use crate::rules::RULES;
use crate::subject::Subject;

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
        for edit in edits {
            concerned.extend(inventory.readers_of(edit.identity()));
            let id = inventory.id(edit.identity());
            concerned.extend(id.into_iter().flat_map(|id| inventory.neighbours(id)));
        }
        // In the order of the edits; of several for one resource the last one is left, and undone first.
        let mut undo = Vec::new();
        for edit in edits {
            let old = inventory.id(edit.identity()).and_then(|id| {
                let verdict = inventory.verdict(id)?.clone();
                Some((id, inventory.remove(id)?, verdict))
            });
            let at = old.as_ref().map(|(id, ..)| *id);
            let new = if let Edit::Set(object) = edit {
                Some(inventory.insert(Arc::clone(object), at))
            } else {
                None
            };
            undo.push((new, old));
        }
        for edit in edits {
            concerned.extend(inventory.readers_of(edit.identity()));
            let id = inventory.id(edit.identity());
            concerned.extend(id.into_iter().flat_map(|id| inventory.neighbours(id)));
        }
        let mut run = Self::default();
        for id in &concerned {
            run.judge(inventory, *id);
        }
        let first: BTreeMap<&Identity, &Arc<Object>> = undo
            .iter()
            .rev()
            .filter_map(|(_, old)| old.as_ref())
            .map(|(_, object, _)| (object.identity(), object))
            .collect();
        for old in first.values() {
            run.compare(inventory, old);
        }
        for (new, old) in undo.into_iter().rev() {
            if let Some(id) = new {
                inventory.remove(id);
            }
            if let Some((id, object, verdict)) = old {
                inventory.insert(object, Some(id));
                inventory.restore(id, verdict);
            }
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
        let verdict = inventory.judge(id);
        for rule in RULES.iter().filter(|rule| rule.kinds.contains(&object.kind)) {
            let unchecked = verdict.unchecked.iter().any(|unchecked| unchecked.rule == rule.id);
            if matches!(rule.judge, Judge::State(_)) && !unchecked {
                *self.checked.entry(rule.id).or_default() += 1;
            }
        }
        let whose = |unchecked: &Unchecked| (Arc::clone(&object.identity), unchecked.clone());
        self.unchecked.extend(verdict.unchecked.iter().map(whose));
        self.after.extend(verdict.violations);
    }

    /// The rules that compare an edited resource with what it was.
    fn compare(&mut self, inventory: &Inventory, old: &Object) {
        let id = inventory.id(old.identity());
        let object = id.and_then(|id| inventory.by_id(id));
        let subject = Subject::new(inventory, object.unwrap_or(old), id);
        let mut report = Report::new(old);
        for rule in RULES.iter().filter(|rule| rule.kinds.contains(&old.kind)) {
            report.begin(rule.id);
            match (rule.judge, object) {
                (Judge::Update(judge), Some(_)) => judge(old, &subject, &mut report),
                (Judge::Delete(judge), None) => judge(&subject, &mut report),
                (Judge::Change(judge), after) => judge(old, after, &subject, &mut report),
                _ => continue,
            }
            *self.checked.entry(rule.id).or_default() += 1;
        }
        for unchecked in &report.unchecked {
            self.checked.remove(unchecked.rule);
            self.unchecked.push((Arc::clone(&old.identity), unchecked.clone()));
        }
        self.after.extend(report.violations);
    }
}

/// Whether two violations are one: the same rule, the same two resources, the same field.
fn same(a: &Violation, b: &Violation) -> bool {
    let others =
        |violation: &Violation| violation.other.as_ref().map(|other| Arc::clone(&other.identity));
    a.rule == b.rule && a.subject == b.subject && a.field == b.field && others(a) == others(b)
}
