//! What would break if a resource went: who refers to it, which rules would be broken, and what could not stand
//! without those, layer by layer.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use hedgerow_model::{FieldPath, Identity, Severity};

use crate::dry_run::{DryRun, Edit};
use crate::inventory::Inventory;
use crate::key::{Key, Sort};
use crate::not_checked::not_checked;
use crate::report::Violation;

/// Most layers that are looked at.
const MOST_LAYERS: usize = 8;

/// Most resources that are removed for trial. Where more could not stay, what depends on those is not looked at:
/// the answer is clear, and others wait for the inventory.
const MOST_GONE: usize = 1_000;

/// Most broken rules, and most fields, that are listed for one resource.
const MOST_BROKEN: usize = 10;

/// What would be if resources went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// Those that are concerned: layer by layer, of each those that break before those that only refer, by
    /// identity.
    pub affected: Vec<Affected>,
    /// Whether that is all. It is not where there are more layers, or more resources that cannot stay, than are
    /// looked at.
    pub is_complete: bool,
    /// What could not be checked of those that are concerned, a sentence for each reason.
    pub unchecked: Vec<String>,
}

/// A resource that is concerned when others go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affected {
    /// The resource.
    pub identity: Arc<Identity>,
    /// 1 for what is concerned at once; 2 for what is concerned when those of layer 1 that cannot stay go too;
    /// and so on.
    pub layer: usize,
    /// Its fields that name a resource that goes, with that resource. The first ones.
    pub names: Vec<(FieldPath, Identity)>,
    /// The rules that would be broken: by itself, or by the one that goes although this one needs it. The first
    /// ones.
    pub broken: Vec<Violation>,
    /// How many more there are.
    pub more_broken: usize,
    /// Whether it can stay as it is: the cluster refuses nothing of it.
    pub stays: bool,
}

/// What would be if these resources went; what is not there is left out. Nothing changes.
///
/// The cost is that of judging, in each layer, what is concerned so far; the layers, and the resources that are
/// removed for trial, are bounded.
pub fn impact(inventory: &mut Inventory, gone: &[Identity]) -> Impact {
    inventory.assume_held();
    let impact = Walk::new(inventory, gone).walk();
    inventory.assume_nothing();
    impact
}

struct Walk<'i> {
    inventory: &'i mut Inventory,
    /// Everything that goes so far.
    gone: BTreeSet<Identity>,
    /// What went in the layer before.
    fresh: Vec<Identity>,
    seen: BTreeSet<Identity>,
    impact: Impact,
}

impl<'i> Walk<'i> {
    fn new(inventory: &'i mut Inventory, gone: &[Identity]) -> Self {
        let gone = gone.iter().filter(|identity| inventory.object(identity).is_some());
        let gone: BTreeSet<Identity> = gone.cloned().collect();
        Self {
            inventory,
            fresh: gone.iter().cloned().collect(),
            seen: gone.clone(),
            gone,
            impact: Impact::default(),
        }
    }

    fn walk(mut self) -> Impact {
        let mut unchecked = BTreeSet::new();
        for layer in 1..=MOST_LAYERS {
            if self.fresh.is_empty() {
                self.impact.is_complete = true;
                break;
            }
            let edits: Vec<Edit> = self.gone.iter().cloned().map(Edit::Remove).collect();
            let run = self.inventory.dry_run(&edits);
            let layer = self.layer(layer, &run);
            unchecked.extend(
                run.unchecked.into_iter().filter(|(identity, _)| !self.gone.contains(&**identity)),
            );
            let gone: Vec<Identity> =
                layer.iter().filter(|one| !one.stays).map(|one| (*one.identity).clone()).collect();
            self.seen.extend(layer.iter().map(|one| (*one.identity).clone()));
            self.gone.extend(gone.iter().cloned());
            self.fresh = gone;
            self.impact.affected.extend(layer);
            if self.gone.len() > MOST_GONE {
                break;
            }
        }
        let mut affected = std::mem::take(&mut self.impact.affected);
        for one in &mut affected {
            one.names = self.names(&one.identity);
        }
        self.impact.affected = affected;
        let about: HashSet<&Identity> =
            self.impact.affected.iter().map(|one| &*one.identity).collect();
        let unchecked = unchecked.iter().map(|(identity, unchecked)| (&**identity, unchecked));
        let unchecked = not_checked(unchecked.filter(|(identity, _)| about.contains(identity)));
        self.impact.unchecked = unchecked;
        self.impact
    }

    /// Who is concerned for the first time.
    fn layer(&self, layer: usize, run: &DryRun) -> Vec<Affected> {
        let mut found: BTreeMap<Arc<Identity>, Affected> = BTreeMap::new();
        let mut at = |identity: &Arc<Identity>, add: &mut dyn FnMut(&mut Affected)| {
            if !self.seen.contains(&**identity) {
                let entry = found.entry(Arc::clone(identity));
                add(entry.or_insert_with(|| Affected::new(Arc::clone(identity), layer)));
            }
        };
        for target in &self.fresh {
            let key = Key::new(Sort::Refers, target.to_string());
            for (_, object) in self.inventory.keyed(&key) {
                at(&object.identity, &mut |_| {});
            }
        }
        let before: HashSet<_> = run.before.iter().map(key_of).collect();
        for violation in run.after.iter().filter(|violation| !before.contains(&key_of(violation))) {
            let who = match &violation.other {
                // A guard of what goes: it is about who still needs that.
                Some(other) if self.gone.contains(&*violation.subject) => &other.identity,
                _ => &violation.subject,
            };
            at(who, &mut |affected| affected.add(violation));
        }
        let mut layer: Vec<Affected> = found.into_values().collect();
        layer.sort_by_key(|affected| affected.broken.is_empty());
        layer
    }

    fn names(&self, identity: &Identity) -> Vec<(FieldPath, Identity)> {
        let references = self.inventory.object(identity).map(|object| object.references());
        let references = references.into_iter().flatten().filter(|reference| !reference.implied);
        let gone = references.filter(|reference| self.gone.contains(&reference.target));
        gone.take(MOST_BROKEN).map(|reference| (reference.path, reference.target)).collect()
    }
}

/// What a violation is about. With whom does not matter: that it breaks with another one is not news.
fn key_of(violation: &Violation) -> (&str, &Identity, &FieldPath) {
    (&violation.rule, &violation.subject, &violation.field)
}

impl Affected {
    fn new(identity: Arc<Identity>, layer: usize) -> Self {
        let (names, broken) = (Vec::new(), Vec::new());
        Self { identity, layer, names, broken, more_broken: 0, stays: true }
    }

    fn add(&mut self, violation: &Violation) {
        self.stays &= violation.severity != Severity::Error;
        if self.broken.len() < MOST_BROKEN {
            self.broken.push(violation.clone());
        } else {
            self.more_broken += 1;
        }
    }
}
