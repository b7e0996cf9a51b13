//! Open changes that break a rule together, though each of them breaks none with what Git has: both people should
//! know before one of the two lands.

use std::collections::{BTreeMap, HashMap};

use hedgerow_model::Identity;
use hedgerow_rules::{Edit, Inventory, Violation, same};

use crate::judged::errors;

/// Most pairs of changes that are found in a fabric.
const MOST: usize = 1_000;

/// Most rules that are listed for a pair.
const MOST_OF_PAIR: usize = 10;

/// What pairs of changes would break, by their places in the list, the smaller one first. The changes are laid
/// one on another, so each of them is judged twice, however many there are. Where a later change edits the same
/// resource, its text is what counts for those behind it.
pub fn clashes(
    inventory: &mut Inventory,
    changes: &[Vec<Edit>],
) -> BTreeMap<(usize, usize), Vec<Violation>> {
    let alone: Vec<Vec<Violation>> = changes.iter().map(|edits| errors(inventory, edits)).collect();
    let mut found: BTreeMap<(usize, usize), Vec<Violation>> = BTreeMap::new();
    // Which change says what a resource is so far.
    let mut editor: HashMap<Identity, usize> = HashMap::new();
    let mut undo = Vec::new();
    for (at, (edits, alone)) in changes.iter().zip(&alone).enumerate() {
        for violation in errors(inventory, edits) {
            if alone.iter().any(|known| same(known, &violation)) {
                continue;
            }
            let parties = std::iter::once(&violation.subject).chain(violation.counterpart());
            let others =
                parties.filter(|party| edits.iter().all(|edit| edit.identity() != &***party));
            let Some(with) = others.filter_map(|party| editor.get(&**party)).max().copied() else {
                continue;
            };
            if found.len() >= MOST && !found.contains_key(&(with, at)) {
                continue;
            }
            let of_pair = found.entry((with, at)).or_default();
            if of_pair.len() < MOST_OF_PAIR {
                of_pair.push(violation);
            }
        }
        undo.push(inventory.undo_of(edits));
        inventory.apply(edits.clone());
        editor.extend(edits.iter().map(|edit| (edit.identity().clone(), at)));
    }
    for edits in undo.into_iter().rev() {
        inventory.apply(edits);
    }
    found
}
