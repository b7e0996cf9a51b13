//! What holds in every state that the model reaches.

use hedgerow_model::ChangeState as S;
use stateright::Property;

use super::world::CHANGES;
use super::{Machinery, World};

/// The most attempts of one run within the bounds of the model: two pushes of others, two silences
/// and a declined stack, and the first one.
const MOST_ATTEMPTS: u32 = 8;

pub(crate) const LOST: &str = "no change is lost";
pub(crate) const PUBLISHED: &str = "published exactly when the branch contains the commit";
pub(crate) const TWICE: &str = "no change is pushed twice";
pub(crate) const OVERWRITTEN: &str = "pushes of others stay";
pub(crate) const ENDLESS: &str = "every run ends";
pub(crate) const UNJOURNALED: &str = "what is pushed was journaled";
pub(crate) const ILLEGAL: &str = "no change takes a step that it does not have";
pub(crate) const RETRIED: &str = "what waits for a passing reason is tried again";

/// Properties and, by name, examples of what has to be reachable for them to mean anything.
pub(crate) fn properties() -> Vec<Property<Machinery>> {
    vec![
        Property::always(LOST, |_, world: &World| !is_quiet(world) || nothing_hangs(world)),
        Property::always(PUBLISHED, published_exactly),
        Property::always(TWICE, |_, world: &World| {
            CHANGES.iter().all(|change| world.remote.head.of(*change).count() <= 1)
        }),
        Property::always(OVERWRITTEN, |model: &Machinery, world: &World| {
            let pushed = model.budget.outside - world.left.outside;
            world.remote.head.outside() == u32::from(pushed)
        }),
        Property::always(ENDLESS, |_, world: &World| {
            let runs = world.servers.iter().filter_map(|server| server.run.as_ref());
            runs.into_iter().all(|run| run.machine.attempt() <= MOST_ATTEMPTS)
        }),
        Property::always(UNJOURNALED, |_, world: &World| {
            let journaled = |commit| world.database.attempts.iter().any(|one| one.commit == commit);
            CHANGES.iter().all(|change| world.remote.head.of(*change).all(journaled))
        }),
        Property::always(ILLEGAL, |_, world: &World| !world.database.illegal),
        Property::always(RETRIED, |_, world: &World| {
            world.database.changes.iter().all(|row| !row.forgotten)
        }),
        Property::sometimes("both are published between pushes of others", |_, world: &World| {
            world.remote.head.outside() > 0 && world.database.in_state(&[S::Published]).len() == 2
        }),
        Property::sometimes("a write with an old number is refused", |_, world: &World| {
            world.database.refused
        }),
        Property::sometimes("a push arrives that nobody waits for", |_, world: &World| {
            let queued = world.database.in_state(&[S::Queued, S::Waiting]);
            queued.iter().any(|change| world.remote.head.of(*change).count() > 0)
        }),
    ]
}

/// Nothing happens any more unless somebody from outside does something.
fn is_quiet(world: &World) -> bool {
    let mut events = Vec::new();
    world.own_events(&mut events);
    events.is_empty()
}

/// Everything was brought to an end that people can see, and the database agrees with the branch.
fn nothing_hangs(world: &World) -> bool {
    let known = [S::Open, S::Published, S::Waiting, S::Conflicted];
    let there = |change: &u8| world.remote.head.of(*change).count() > 0;
    world.database.in_state(&known).len() == CHANGES.len()
        && !world.database.unfinished
        && world.database.head == world.remote.head
        && CHANGES
            .iter()
            .filter(|change| there(change))
            .all(|change| world.database.changes[usize::from(*change)].state == S::Published)
}

fn published_exactly(model: &Machinery, world: &World) -> bool {
    CHANGES.iter().all(|change| {
        let row = &world.database.changes[usize::from(*change)];
        let present = *change == 1 && model.kind.second == super::world::Second::Present;
        row.state != S::Published
            || row.commit.map_or(present, |commit| {
                commit.is_of(*change) && world.remote.head.contains(commit)
            })
    })
}
