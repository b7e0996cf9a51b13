//! The machine and the decisions of recovery, checked in every order of events within bounds: two
//! changes on one queue, two pushes of others, a remote that is silent, crashes between any two
//! effects, two servers that take the queue from each other under fencing numbers.
//!
//! What decides is the production code; the model only plays the remote, the database and the
//! executor. A commit is known by its history, so the same merge on the same parent is the same
//! commit, and a change that is merged again always makes a commit again: nothing is saved by a
//! merge that finds nothing to do. A change that waits is not queued again.
//!
//! Orders that cannot differ are gone through once. Looking and writing down what was seen is one
//! step, because the database refuses the write of whoever lost the queue in between; what touches
//! neither the remote nor the database happens in one step with what was before it; a push whose
//! lease is not the head any more is forgotten, because histories only grow here.

mod checks;
mod server;
mod variants;
mod world;

use hedgerow_model::ChangeState;
use hedgerow_outbound::Next;
use stateright::{Model, Property};

use server::{Fenced, Running, Server, Step, Way, advance, ingest, settle, start};
use world::{Budget, Commit, Database, Kind, Remote, Row};

pub(crate) struct Machinery {
    pub(crate) kind: Kind,
    pub(crate) budget: Budget,
    pub(crate) step: Step,
    /// Whether the database refuses writes with an old number.
    pub(crate) fences: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) remote: Remote,
    pub(crate) database: Database,
    pub(crate) servers: [Server; 2],
    pub(crate) left: Budget,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Event {
    /// Somebody else pushes.
    Outside,
    /// The second change is asked to be published.
    Queue,
    /// A push that continues by itself gets there.
    Arrives(usize),
    /// A server dies; while it pushes, the push may continue.
    Crash { server: usize, goes_on: bool },
    /// A server takes the queue.
    Takes(usize),
    /// A server does its next thing.
    Works(usize, Way),
}

impl World {
    fn holder(&self) -> Option<usize> {
        self.servers.iter().position(|server| server.lease == Some(self.database.lease))
    }

    fn is_behind(&self) -> bool {
        self.database.head != self.remote.head
    }

    fn must_settle(&self) -> bool {
        let stranded = self.database.in_state(&[ChangeState::Publishing]);
        self.database.unfinished || !stranded.is_empty()
    }

    fn has_queued(&self) -> bool {
        !self.database.in_state(&[ChangeState::Queued]).is_empty()
    }

    fn has_work(&self) -> bool {
        self.has_queued() || self.must_settle() || self.is_behind()
    }

    /// Servers are alike: the first one goes first.
    fn may_take(&self, server: usize) -> bool {
        server == 0 || self.servers[0] != Server::OFF
    }

    fn ways(&self, server: usize) -> &'static [Way] {
        const LOOK: &[Way] = &[Way::Answered, Way::Silent];
        const PUSH: &[Way] = &[
            Way::Answered,
            Way::Silent,
            Way::SilentTwice,
            Way::Lost { looked: true },
            Way::Lost { looked: false },
            Way::GoesOn { looked: true },
            Way::GoesOn { looked: false },
        ];
        const ALONE: &[Way] = &[Way::Answered];
        let server = &self.servers[server];
        match &server.run {
            Some(run) => match run.next {
                Next::Look => LOOK,
                Next::Push => PUSH,
                _ => ALONE,
            },
            None if server.lease.is_none() => &[],
            None if !server.settled => LOOK,
            None if self.has_queued() || self.is_behind() => ALONE,
            None => &[],
        }
    }

    /// What happens without anybody else's doing.
    pub(crate) fn own_events(&self, events: &mut Vec<Event>) {
        events.extend((0..self.remote.in_flight.len()).map(Event::Arrives));
        for server in 0..2 {
            for way in self.ways(server) {
                if way.silences() <= self.left.silences {
                    events.push(Event::Works(server, *way));
                }
            }
            if self.holder().is_none() && self.has_work() && self.may_take(server) {
                events.push(Event::Takes(server));
            }
        }
    }
}

impl Machinery {
    /// A push whose lease is not the head any more never gets there: the history only grows. And
    /// whoever lost the queue has its next write refused, unless a push of its own comes before it.
    fn skip_what_changes_nothing(&self, world: &mut World) {
        let World { remote, database, servers, .. } = world;
        remote.in_flight.retain(|(lease, _)| *lease == remote.head);
        if !self.fences {
            return;
        }
        for server in servers {
            let lost = server.lease.is_some_and(|lease| lease != database.lease);
            let head = remote.head;
            let pushes = |run: &Running| run.next == Next::Push && run.onto == head;
            while lost && server.lease.is_some() && !server.run.as_ref().is_some_and(pushes) {
                let mut fenced = Fenced { database, server, fences: true };
                if fenced.server.run.is_some() {
                    advance(&mut fenced, remote, self.kind, Way::Answered, self.step);
                } else {
                    ingest(&mut fenced, remote);
                }
            }
        }
    }
}

impl Model for Machinery {
    type State = World;
    type Action = Event;

    fn init_states(&self) -> Vec<World> {
        let row = |state| Row { state, commit: None, forgotten: false };
        vec![World {
            remote: Remote { head: Commit::ROOT, in_flight: Vec::new() },
            database: Database {
                lease: 0,
                head: Commit::ROOT,
                changes: [row(ChangeState::Queued), row(ChangeState::Open)],
                unfinished: false,
                attempts: Vec::new(),
                illegal: false,
                refused: false,
            },
            servers: [Server::OFF, Server::OFF],
            left: self.budget,
        }]
    }

    fn actions(&self, world: &World, events: &mut Vec<Event>) {
        world.own_events(events);
        if world.left.outside > 0 {
            events.push(Event::Outside);
        }
        if world.database.changes[1].state == ChangeState::Open {
            events.push(Event::Queue);
        }
        for server in 0..2 {
            let Some(run) = &world.servers[server].run else { continue };
            if world.left.crashes > 0 {
                events.push(Event::Crash { server, goes_on: false });
                if run.next == Next::Push {
                    events.push(Event::Crash { server, goes_on: true });
                }
            }
        }
        if let Some(holder) = world.holder()
            && world.left.takeovers > 0
            && world.servers[1 - holder].lease.is_none()
        {
            events.push(Event::Takes(1 - holder));
        }
    }

    fn next_state(&self, world: &World, event: Event) -> Option<World> {
        let (must_settle, has_queued) = (world.must_settle(), world.has_queued());
        let mut world = world.clone();
        let World { remote, database, servers, left } = &mut world;
        database.refused = false;
        match event {
            Event::Outside => {
                left.outside -= 1;
                remote.head = remote.head.with_outside();
            }
            Event::Queue => database.set(1, ChangeState::Queued, None),
            Event::Arrives(at) => {
                let (lease, new) = remote.in_flight.remove(at);
                remote.take(lease, new, self.kind.rule);
            }
            Event::Crash { server, goes_on } => {
                left.crashes -= 1;
                if let Some(run) = servers[server].run.as_ref().filter(|_| goes_on) {
                    let (_, new) = *run.built.last()?;
                    remote.in_flight.push((run.onto, new));
                    remote.in_flight.sort();
                }
                servers[server] = Server::OFF;
            }
            Event::Takes(server) => {
                if servers.iter().any(|other| other.lease == Some(database.lease)) {
                    left.takeovers -= 1;
                }
                database.lease += 1;
                let lease = Some(database.lease);
                servers[server] = Server { lease, settled: !must_settle, run: None };
            }
            Event::Works(at, way) => {
                left.silences -= way.silences();
                let fences = self.fences;
                let mut fenced = Fenced { database, server: &mut servers[at], fences };
                if fenced.server.run.is_some() {
                    advance(&mut fenced, remote, self.kind, way, self.step);
                } else if !fenced.server.settled {
                    if way == Way::Answered {
                        settle(&mut fenced, remote);
                    }
                } else if has_queued {
                    start(&mut fenced, self.kind, self.step);
                } else {
                    ingest(&mut fenced, remote);
                }
            }
        }
        self.skip_what_changes_nothing(&mut world);
        Some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        checks::properties()
    }
}
