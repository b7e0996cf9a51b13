//! What one change cannot bring about in the cluster, whatever comes first.
//!
//! The cluster judges each resource beside those that are stored at that moment. Two VPCs that swap their
//! VLANs are both fine in the end, and yet whichever is applied first takes what the other one still has.
//! With a chain there is an order; with a cycle there is none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hedgerow_model::{FieldPath, Identity, Severity, rule};

use crate::declared::declared_word;
use crate::dry_run::{Compared, Edit, same};
use crate::inventory::Inventory;
use crate::object::Object;
use crate::report::{Other, Violation};
use crate::subject::Read;

/// Most resources of a cycle that a message names.
const NAMED: usize = 8;

/// Most resources that are tried as what an edit may wait for.
const MOST_TRIED: usize = 16;

/// Edits that wait for each other: for each cycle a warning at one of its resources, which names the others.
/// Of several edits of one resource the last one counts. The inventory, as it was before the edits, is left
/// as it is.
///
/// The cost is that of judging each edited resource twice.
pub fn swaps(inventory: &mut Inventory, edits: &[Edit]) -> Vec<Violation> {
    // In the order of identities, so that the same edits give the same answer.
    let edits: BTreeMap<&Identity, &Edit> =
        edits.iter().map(|edit| (edit.identity(), edit)).collect();
    let edits: Vec<&Edit> = edits.into_values().collect();
    if edits.len() < 2 {
        return Vec::new();
    }
    let waits = Waits::of(inventory, &edits);
    waits.cycles().iter().filter_map(|cycle| waits.warning(cycle)).collect()
}

/// For each edit, the edits that must come before it, by their places in the list: the cluster refuses it until then, and
/// takes it afterwards. Each resource is in the list once. The inventory, as it was before the edits, is left as it is.
///
/// The cost is that of judging each edited resource twice.
pub fn waits(inventory: &mut Inventory, edits: &[Edit]) -> Vec<Vec<usize>> {
    let edits: Vec<&Edit> = edits.iter().collect();
    let waits = Waits::of(inventory, &edits);
    waits.of.into_iter().map(|of| of.into_iter().map(|wait| wait.after).collect()).collect()
}

/// What an edited resource breaks, and on what that is based.
#[derive(Default)]
struct Refusal {
    errors: Vec<Violation>,
    reads: BTreeSet<Read>,
}

/// Why one edit cannot come before another.
struct Wait {
    /// The edit that must come first.
    after: usize,
    because: Violation,
}

/// For each edit, what it waits for.
struct Waits<'e> {
    edits: &'e [&'e Edit],
    of: Vec<Vec<Wait>>,
}

/// The edits, tried one by one on the inventory.
struct Trials<'t> {
    inventory: &'t mut Inventory,
    edits: &'t [&'t Edit],
    /// What was there before each.
    old: Vec<Option<Arc<Object>>>,
    places: BTreeMap<&'t Identity, usize>,
}

impl<'t> Trials<'t> {
    fn new(inventory: &'t mut Inventory, edits: &'t [&'t Edit]) -> Self {
        let old = edits.iter().map(|edit| inventory.shared(edit.identity())).collect();
        let places = edits.iter().enumerate().map(|(at, edit)| (edit.identity(), at)).collect();
        Self { inventory, edits, old, places }
    }

    /// What is refused of each edit when all are made: no matter of order.
    fn in_the_end(&mut self) -> Vec<Refusal> {
        let made: Vec<_> = self.edits.iter().map(|edit| self.inventory.replace(edit)).collect();
        let refusals = (0..self.edits.len()).map(|at| self.refusal(at)).collect();
        for made in made.into_iter().rev() {
            self.inventory.undo(made);
        }
        refusals
    }

    /// What an edit waits for, when it is refused before the others and not in the end.
    fn waits(&mut self, at: usize, in_the_end: &Refusal) -> Vec<Wait> {
        let Some(edit) = self.edits.get(at) else { return Vec::new() };
        let made = self.inventory.replace(edit);
        let alone = self.refusal(at);
        let mut found: BTreeMap<usize, Violation> = BTreeMap::new();
        for error in &alone.errors {
            if in_the_end.errors.iter().any(|stays| same(stays, error)) {
                continue;
            }
            let after = match &error.other {
                Some(other) => self.places.get(&*other.identity).copied(),
                None => self.only_one_that_mends(at, error, &alone.reads),
            };
            if let Some(after) = after.filter(|after| *after != at) {
                found.entry(after).or_insert_with(|| error.clone());
            }
        }
        self.inventory.undo(made);
        found.into_iter().map(|(after, because)| Wait { after, because }).collect()
    }

    /// The edit that must come before an edit that is made: without it the error stays. Where several would
    /// do, there is a choice and no need to wait for any.
    fn only_one_that_mends(
        &mut self,
        at: usize,
        error: &Violation,
        reads: &BTreeSet<Read>,
    ) -> Option<usize> {
        let read = reads.iter().filter_map(|read| match read {
            Read::Resource(identity) => self.places.get(&**identity).copied(),
            _ => None,
        });
        let tried: Vec<usize> = read.filter(|one| *one != at).take(MOST_TRIED + 1).collect();
        if tried.len() > MOST_TRIED {
            return None;
        }
        let mut mends = tried.into_iter().filter(|after| {
            let Some(edit) = self.edits.get(*after) else { return false };
            let made = self.inventory.replace(edit);
            let is_mended = !self.refusal(at).errors.iter().any(|left| same(left, error));
            self.inventory.undo(made);
            is_mended
        });
        let first = mends.next();
        first.filter(|_| mends.next().is_none())
    }

    fn refusal(&self, at: usize) -> Refusal {
        let old = self.old.get(at).and_then(Option::as_deref);
        let edit = self.edits.get(at);
        edit.map_or_else(Refusal::default, |edit| Refusal::of(self.inventory, edit, old))
    }
}

impl<'e> Waits<'e> {
    fn of(inventory: &'e mut Inventory, edits: &'e [&'e Edit]) -> Self {
        let mut trials = Trials::new(inventory, edits);
        let in_the_end = trials.in_the_end();
        let of = in_the_end.iter().enumerate().map(|(at, end)| trials.waits(at, end)).collect();
        Self { edits, of }
    }

    /// Cycles that have no edit in common: where they are broken up, everything has an order.
    fn cycles(&self) -> Vec<Vec<usize>> {
        let mut count: Vec<usize> = self.of.iter().map(Vec::len).collect();
        let mut awaited_by: Vec<Vec<usize>> = vec![Vec::new(); self.of.len()];
        for (at, waits) in self.of.iter().enumerate() {
            for wait in waits {
                if let Some(list) = awaited_by.get_mut(wait.after) {
                    list.push(at);
                }
            }
        }
        let mut is_done = vec![false; self.of.len()];
        let mut ready: Vec<usize> =
            (0..count.len()).filter(|at| count.get(*at) == Some(&0)).collect();
        let mut cycles = Vec::new();
        let mut next = 0;
        loop {
            while let Some(at) = ready.pop() {
                let Some(done) = is_done.get_mut(at) else { continue };
                if std::mem::replace(done, true) {
                    continue;
                }
                for waiting in awaited_by.get(at).into_iter().flatten() {
                    if let Some(count) = count.get_mut(*waiting) {
                        *count = count.saturating_sub(1);
                        if *count == 0 {
                            ready.push(*waiting);
                        }
                    }
                }
            }
            while is_done.get(next) == Some(&true) {
                next += 1;
            }
            if next >= is_done.len() {
                return cycles;
            }
            let cycle = self.cycle_behind(next, &is_done);
            ready.extend(&cycle);
            cycles.push(cycle);
        }
    }

    /// The cycle at which one arrives by going from an edit to what it waits for. Everything that is not done
    /// waits for something that is not.
    fn cycle_behind(&self, start: usize, is_done: &[bool]) -> Vec<usize> {
        let mut path = Vec::new();
        let mut places = BTreeMap::new();
        let mut at = start;
        loop {
            if let Some(first) = places.insert(at, path.len()) {
                return path.split_off(first);
            }
            path.push(at);
            let waits = self.of.get(at).into_iter().flatten();
            let open =
                waits.map(|wait| wait.after).find(|after| is_done.get(*after) == Some(&false));
            match open {
                Some(after) => at = after,
                // Never: it would be ready.
                None => return path,
            }
        }
    }

    /// The warning at the first resource of a cycle.
    fn warning(&self, cycle: &[usize]) -> Option<Violation> {
        let start = cycle.iter().enumerate().min_by_key(|(_, at)| **at).map(|(place, _)| place)?;
        let (end, begin) = cycle.split_at(start);
        let cycle: Vec<usize> = begin.iter().chain(end).copied().collect();
        let [first, rest @ ..] = cycle.as_slice() else { return None };
        let wait = self.of.get(*first)?.iter().find(|wait| rest.first() == Some(&wait.after))?;
        let name = |at: &usize| self.edits.get(*at).map(|edit| edit.identity().to_string());
        let names: Vec<String> = rest.iter().take(NAMED).filter_map(name).collect();
        let more = match rest.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(", which waits for {more} more"),
        };
        let because = &wait.because;
        let other = because.other.clone().or_else(|| {
            let identity = self.edits.get(wait.after)?.identity().clone();
            Some(Other { identity: Arc::new(identity), field: FieldPath::root() })
        });
        Some(Violation {
            rule: rule::ORDER_SWAP.into(),
            severity: Severity::Warning,
            subject: Arc::clone(&because.subject),
            field: because.field.clone(),
            other,
            missing: None,
            message: format!(
                "waits for {}{more}, which waits for this: the cluster compares each with what is stored, \
                 so it refuses whichever comes first. Free what one of them takes in a change of its own, \
                 and publish the rest after it",
                names.join(", which waits for ")
            ),
        })
    }
}

impl Refusal {
    /// What the cluster would say of an edit that the inventory has: of the resource alone.
    fn of(inventory: &Inventory, edit: &Edit, old: Option<&Object>) -> Self {
        let mut refusal = Self::default();
        if let Some(id) = inventory.id(edit.identity()) {
            let verdict = inventory.judge(id);
            refusal.add(verdict.violations, verdict.reads);
        }
        if let Some(old) = old {
            let compared = Compared::with(inventory, old);
            refusal.add(compared.report.violations, compared.reads);
        }
        refusal
    }

    fn add(&mut self, found: impl IntoIterator<Item = Violation>, reads: Box<[Read]>) {
        // The cluster knows nothing of what a fabric declares, so it waits for none of that.
        let refuses = |found: &Violation| {
            found.severity == Severity::Error && declared_word(&found.rule).is_none()
        };
        let errors = found.into_iter().filter(refuses);
        self.errors.extend(errors);
        self.reads.extend(reads);
    }
}

#[cfg(test)]
mod tests;
