//! Open changes that break a rule together, though each of them breaks none with what Git has: both people should
//! know before one of the two lands.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hedgerow_model::Identity;
use hedgerow_rules::{Edit, Inventory, Violation, same};

use crate::judged::errors;

/// Most pairs of changes that are found in a fabric.
const MOST: usize = 1_000;

/// Most rules that are listed for a pair.
const MOST_OF_PAIR: usize = 10;

/// Most changes that are laid beside each of the others because a later one edits a resource of theirs.
const MOST_COVERED: usize = 50;

type Pairs = BTreeMap<(usize, usize), Vec<Violation>>;

/// What pairs of changes would break, by their places in the list, the smaller one first.
///
/// The changes are laid one on another, so that each of them is judged twice, however many there are. One that is
/// covered in part, because a later one edits the same resource, is then held against each of the others.
pub fn clashes(inventory: &mut Inventory, changes: &[Vec<Edit>]) -> Pairs {
    let alone: Vec<Vec<Violation>> = changes.iter().map(|edits| errors(inventory, edits)).collect();
    let mut found = Pairs::new();
    // Which change says what a resource is so far.
    let mut editor: HashMap<&Identity, usize> = HashMap::new();
    let mut covered: BTreeSet<usize> = BTreeSet::new();
    let mut undo = Vec::new();
    for (at, (edits, alone)) in changes.iter().zip(&alone).enumerate() {
        for (violation, parties) in with_others(inventory, edits, alone) {
            if let Some(with) = parties.iter().filter_map(|one| editor.get(one)).max() {
                add(&mut found, (*with, at), violation);
            }
        }
        undo.push(inventory.undo_of(edits));
        inventory.apply(edits.clone());
        let before = edits.iter().filter_map(|edit| editor.insert(edit.identity(), at));
        covered.extend(before.filter(|before| *before != at));
    }
    for edits in undo.into_iter().rev() {
        inventory.apply(edits);
    }
    for one in covered.into_iter().take(MOST_COVERED) {
        beside_each(inventory, changes, &alone, one, &mut found);
    }
    found
}

/// What a change breaks together with each of the others, whatever any third one says.
fn beside_each(
    inventory: &mut Inventory,
    changes: &[Vec<Edit>],
    alone: &[Vec<Violation>],
    one: usize,
    found: &mut Pairs,
) {
    let Some(own) = changes.get(one) else { return };
    let identities: BTreeSet<&Identity> = own.iter().map(Edit::identity).collect();
    let undo = inventory.undo_of(own);
    inventory.apply(own.clone());
    for (at, (edits, alone)) in changes.iter().zip(alone).enumerate() {
        let pair = (one.min(at), one.max(at));
        if at == one || found.contains_key(&pair) {
            continue;
        }
        for (violation, parties) in with_others(inventory, edits, alone) {
            if parties.iter().any(|party| identities.contains(party)) {
                add(found, pair, violation);
            }
        }
    }
    inventory.apply(undo);
}

/// What edits break that they do not break with Git alone, each with the resources that take part and are not
/// edited.
fn with_others(
    inventory: &mut Inventory,
    edits: &[Edit],
    alone: &[Violation],
) -> Vec<(Violation, Vec<Identity>)> {
    let own: BTreeSet<&Identity> = edits.iter().map(Edit::identity).collect();
    let mut found = errors(inventory, edits);
    found.retain(|violation| !alone.iter().any(|known| same(known, violation)));
    let with_parties = |violation: Violation| {
        let parties = std::iter::once(&violation.subject).chain(violation.counterpart());
        let others = parties.filter(|party| !own.contains(&***party));
        let others = others.map(|party| (**party).clone()).collect();
        (violation, others)
    };
    found.into_iter().map(with_parties).collect()
}

fn add(found: &mut Pairs, pair: (usize, usize), violation: Violation) {
    if found.len() >= MOST && !found.contains_key(&pair) {
        return;
    }
    let of_pair = found.entry(pair).or_default();
    if of_pair.len() < MOST_OF_PAIR {
        of_pair.push(violation);
    }
}
