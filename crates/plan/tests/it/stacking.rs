//! Changes one on another.

use hedgerow_model::Layout;
use hedgerow_plan::{Fate, Input};
use proptest::prelude::*;

use crate::strategies::{any_ops, cases, drafts, ops, worlds};
use crate::support::{World, draft, fate_text, id, live, thing};

fn permutations(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let mut out = Vec::new();
    for shorter in permutations(n - 1) {
        for at in 0..n {
            let mut order = shorter.clone();
            order.insert(at, n - 1);
            out.push(order);
        }
    }
    out
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn a_change_that_is_not_ready_leaves_the_stack_as_it_was_in_every_order(
        world in worlds(), moved in ops(), changes in prop::collection::vec(any_ops(), 3),
    ) {
        let changes: Vec<_> = changes.iter().map(|ops| drafts(&world, ops)).collect();
        // Git moved meanwhile, so that some of them conflict
        let git = match world.merge(&drafts(&world, &moved)) {
            Fate::Ready(edits) => world.after(&edits),
            _ => world,
        };
        for order in permutations(changes.len()) {
            let mut stack = git.stack();
            let mut ready = git.stack();
            for change in order {
                let before = stack.diff().unwrap();
                match stack.add(&git.input(&changes[change])) {
                    Fate::Ready(edits) => {
                        let Fate::Ready(same) = ready.add(&git.input(&changes[change])) else {
                            panic!("ready among others, and not without those that are not");
                        };
                        prop_assert_eq!(edits, same);
                    }
                    _ => prop_assert_eq!(stack.diff().unwrap(), before),
                }
            }
            prop_assert_eq!(stack.diff().unwrap(), ready.diff().unwrap());
        }
    }

    #[test]
    fn a_stack_of_two_is_the_second_published_onto_the_first(
        world in worlds(), first in ops(), second in ops(),
    ) {
        let (first, second) = (drafts(&world, &first), drafts(&world, &second));
        let mut stack = world.stack();
        let Fate::Ready(edits) = stack.add(&world.input(&first)) else { return Ok(()) };
        let after: World = world.after(&edits);
        let stacked = stack.add(&world.input(&second));
        // a new resource's place is that of the head on which the stack is
        let around = world.around(&second);
        let last = world.places_that(&after);
        let alone = after.stack().add(&Input { around, last, ..after.input(&second) });
        match (&stacked, &alone) {
            (Fate::Ready(stacked), Fate::Ready(alone)) => prop_assert_eq!(stacked, alone),
            (Fate::Nothing, Fate::Nothing) | (Fate::Deferred, Fate::Conflicted(_)) => {}
            _ => prop_assert!(false, "stacked {}, alone {}", fate_text(&stacked), fate_text(&alone)),
        }
    }
}

#[test]
fn what_one_change_deleted_and_the_next_makes_anew_goes_where_it_was() {
    let base = live(thing("a", 1, "l"));
    let world = World::new(Layout::Managed, [("dc/managed/odd.yaml", thing("a", 1, "l"))]);
    let gone = draft(1, id("a"), base, None);
    let anew = draft(2, id("a"), None, live(thing("a", 2, "l")));
    let mut stack = world.stack();
    let first = stack.add(&world.input(std::slice::from_ref(&gone)));
    assert_eq!(fate_text(&first), "ready: dc/managed/odd.yaml");
    let second = fate_text(&stack.add(&world.input(std::slice::from_ref(&anew))));
    assert_eq!(second, "ready: dc/managed/odd.yaml");
    let after = world.published(&[gone]);
    let last = world.places_that(&after);
    let input = Input { last, ..after.input(std::slice::from_ref(&anew)) };
    assert_eq!(fate_text(&after.stack().add(&input)), second);
    // Where nobody knows any more where it was.
    assert_eq!(fate_text(&after.merge(&[anew])), "ready: dc/managed/things/a.yaml");
}
