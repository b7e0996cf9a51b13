//! Which of several edits would break a rule between resources that is not broken without them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hedgerow_model::{Draft, Fabric, Finding, Identity, Severity};
use hedgerow_plan::rule_finding;
use hedgerow_rules::{DryRun, Edit, Inventory, Object, Violation, same};

use super::Judging;
use crate::core::blocking;
use crate::error::EngineError;

/// How often what is left is judged again: once those that break a rule are left out, others may.
const ROUNDS: usize = 8;

/// Most rules that are told of a resource where nobody can say which edit breaks them.
const LISTED: usize = 5;

impl Judging<'_> {
    /// What each of these resources would break in its new form that is not broken without it, beside the `drafts` of the
    /// change that they would go to. Those that are not named would break nothing together.
    pub(crate) async fn added_by(
        &self,
        fabric: &Fabric,
        drafts: Vec<Draft>,
        objects: Vec<Arc<Object>>,
    ) -> Result<BTreeMap<Identity, Vec<Finding>>, EngineError> {
        let drafted = self.drafted(fabric, drafts).await?;
        let known: Vec<Edit> = drafted.edits.into_values().flatten().collect();
        let edits: Vec<Edit> = objects.into_iter().map(Edit::Set).collect();
        let mut inventory = self.inventory(fabric.id).await?;
        blocking(move || added(&mut inventory, &known, edits)).await
    }
}

/// As [`Judging::added_by`]; `known`: what the change has already.
fn added(
    inventory: &mut Inventory,
    known: &[Edit],
    mut edits: Vec<Edit>,
) -> BTreeMap<Identity, Vec<Finding>> {
    let without = inventory.dry_run(known);
    let mut found: BTreeMap<Identity, Vec<Finding>> = BTreeMap::new();
    for round in 0..=ROUNDS {
        let new = new_with(inventory, known, &edits, &without);
        if new.is_empty() {
            break;
        }
        let broken = match round {
            ROUNDS => all_of(&edits, &new),
            _ => blamed(inventory, known, &edits, &without, &new),
        };
        edits.retain(|edit| !broken.contains_key(edit.identity()));
        found.extend(broken);
    }
    found
}

/// What is broken with `edits` as well, and is not without them.
fn new_with(
    inventory: &mut Inventory,
    known: &[Edit],
    edits: &[Edit],
    without: &DryRun,
) -> Vec<Violation> {
    if edits.is_empty() {
        return Vec::new();
    }
    let run = inventory.dry_run(&[known, edits].concat());
    let new = run.introduced().filter(|one| {
        one.severity == Severity::Error && !without.after.iter().any(|old| same(old, one))
    });
    new.cloned().collect()
}

/// Which edits are behind what is broken: those of the two resources that it is about, else those that break it alone,
/// else all.
fn blamed(
    inventory: &mut Inventory,
    known: &[Edit],
    edits: &[Edit],
    without: &DryRun,
    new: &[Violation],
) -> BTreeMap<Identity, Vec<Finding>> {
    let edited: BTreeSet<&Identity> = edits.iter().map(Edit::identity).collect();
    let mut broken: BTreeMap<Identity, Vec<Finding>> = BTreeMap::new();
    let mut others = Vec::new();
    for violation in new {
        let other = violation.other.as_ref().map(|other| &*other.identity);
        let about = [Some(&*violation.subject), other].into_iter().flatten();
        match about.into_iter().find(|identity| edited.contains(identity)) {
            Some(identity) => {
                broken.entry(identity.clone()).or_default().push(rule_finding(violation));
            }
            None => others.push(violation),
        }
    }
    if others.is_empty() {
        return broken;
    }
    let mut is_alone = vec![false; others.len()];
    for edit in edits {
        let alone = new_with(inventory, known, std::slice::from_ref(edit), without);
        for (violation, is_alone) in others.iter().zip(&mut is_alone) {
            if alone.iter().any(|one| same(one, violation)) {
                *is_alone = true;
                let list = broken.entry(edit.identity().clone()).or_default();
                list.push(rule_finding(violation));
            }
        }
    }
    let left = others.iter().zip(is_alone).filter(|(_, is_alone)| !is_alone);
    let left: Vec<Violation> = left.map(|(violation, _)| (*violation).clone()).collect();
    if !left.is_empty() {
        for (identity, findings) in all_of(edits, &left) {
            broken.entry(identity).or_default().extend(findings);
        }
    }
    broken
}

fn all_of(edits: &[Edit], new: &[Violation]) -> BTreeMap<Identity, Vec<Finding>> {
    let findings: Vec<Finding> = new.iter().take(LISTED).map(rule_finding).collect();
    edits.iter().map(|edit| (edit.identity().clone(), findings.clone())).collect()
}
