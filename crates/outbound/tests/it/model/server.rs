//! A server of the model: does what the machine asks for, and nothing of its own accord.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use hedgerow_model::ChangeState;
use hedgerow_outbound::branch::{Arrival, arrived};
use hedgerow_outbound::recovery::{Journaled, Settlement, contained, late, settled};
use hedgerow_outbound::{
    Bounds, End, Machine, Merged, Moment, Next, OutOfOrder, Outcome, Pushed, Why,
};

use super::world::{Change, Commit, Database, Kind, Remote, Rule, Second, Taken};

pub(crate) type Run = Machine<Change, ()>;
pub(crate) type Asked = Next<Change, ()>;
pub(crate) type StepOutcome = Outcome<Change, ()>;

/// The production function, or one that a test breaks.
pub(crate) type Step = fn(Run, StepOutcome, Moment) -> Result<(Run, Asked), OutOfOrder>;

const PATIENCE: Duration = Duration::from_secs(60);

const BOUNDS: Bounds = Bounds { least_attempts: 2, ..Bounds::of_changes(PATIENCE) };

/// How an exchange with the remote goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    /// It is done and answered.
    Answered,
    /// A look is not answered. A push is done and not answered, and the look after it is.
    Silent,
    /// A push is done; neither it nor the look after it is answered.
    SilentTwice,
    /// A push gets lost; the look after it is answered, or not.
    Lost { looked: bool },
    /// A push continues by itself; the look after it is answered, or not.
    GoesOn { looked: bool },
}

impl Way {
    /// How often the remote is silent.
    pub(crate) fn silences(self) -> u8 {
        match self {
            Self::Answered => 0,
            Self::Silent | Self::Lost { looked: true } | Self::GoesOn { looked: true } => 1,
            Self::SilentTwice | Self::Lost { .. } | Self::GoesOn { .. } => 2,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Server {
    /// The fencing number it works under; none when it does not work on the queue.
    pub(crate) lease: Option<u8>,
    pub(crate) settled: bool,
    pub(crate) run: Option<Running>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Running {
    pub(crate) machine: Run,
    pub(crate) next: Asked,
    merged: Merged<Change>,
    /// The head that was merged onto.
    pub(crate) onto: Commit,
    /// What was built on it.
    pub(crate) built: Vec<(Change, Commit)>,
    /// The head that accepted it.
    head: Commit,
}

impl Server {
    pub(crate) const OFF: Self = Self { lease: None, settled: false, run: None };
}

/// A write of whoever works under this number; the database refuses an old one.
pub(crate) struct Fenced<'a> {
    pub(crate) database: &'a mut Database,
    pub(crate) server: &'a mut Server,
    pub(crate) fences: bool,
}

impl Fenced<'_> {
    /// Whether the write happened. One that is refused ends all work under its number.
    pub(crate) fn write(&mut self, write: impl FnOnce(&mut Database)) -> bool {
        if self.fences && self.server.lease != Some(self.database.lease) {
            self.database.refused = true;
            *self.server = Server::OFF;
            return false;
        }
        write(self.database);
        true
    }
}

/// Looks at the remote and settles what an earlier run left, as `settle` does.
pub(crate) fn settle(fenced: &mut Fenced<'_>, remote: &Remote) {
    let head = remote.head;
    let wrote = fenced.write(|database| {
        let stranded = database.in_state(&[ChangeState::Publishing]);
        let mut found = BTreeMap::new();
        for change in &stranded {
            let mut ours: Vec<Journaled<Commit>> = database
                .attempts
                .iter()
                .filter(|attempt| attempt.open && attempt.change == *change)
                .map(|attempt| Journaled {
                    oid: attempt.commit,
                    place: attempt.commit.place(head),
                    touched: None,
                })
                .collect();
            ours.reverse();
            found.extend(contained(&ours).map(|commit| (*change, commit)));
        }
        let Settlement { landed, again } = settled(&stranded, &found, &late_in(database, head));
        for (change, commit) in landed {
            database.set(change, ChangeState::Published, Some(commit));
        }
        for change in again {
            database.set(change, ChangeState::Queued, None);
        }
        database.head = head;
        database.end_run();
    });
    fenced.server.settled = wrote;
}

fn late_in(database: &Database, head: Commit) -> BTreeMap<Change, Commit> {
    let known = database.head;
    let gained: HashSet<Commit> = head.history().filter(|one| !known.contains(*one)).collect();
    late(database.under_way(), &gained)
}

/// Brings the database to the remote's head, as `ingest` does; which changes turned out to be there.
pub(crate) fn ingest(fenced: &mut Fenced<'_>, remote: &Remote) -> Option<(bool, Vec<Change>)> {
    let head = remote.head;
    let (mut moved, mut landed) = (false, Vec::new());
    let wrote = fenced.write(|database| {
        moved = database.head != head;
        for (change, commit) in late_in(database, head) {
            database.set(change, ChangeState::Published, Some(commit));
            landed.push(change);
        }
        database.head = head;
    });
    wrote.then_some((moved, landed))
}

/// Starts a run over all that is queued.
pub(crate) fn start(fenced: &mut Fenced<'_>, kind: Kind, step: Step) {
    let queued = fenced.database.in_state(&[ChangeState::Queued]);
    let onto = fenced.database.head;
    let wrote = fenced.write(|database| {
        for change in &queued {
            database.set(*change, ChangeState::Publishing, None);
        }
        database.unfinished = true;
    });
    if wrote {
        let (machine, next) = Machine::start(queued, BOUNDS);
        let (merged, built) = (Merged::default(), Vec::new());
        let mut run = Running { machine, next, merged, onto, built, head: onto };
        run.go_on(onto, kind, step);
        fenced.server.run = Some(run);
    }
}

/// Does the next thing that the machine of this server asked for.
pub(crate) fn advance(
    fenced: &mut Fenced<'_>,
    remote: &mut Remote,
    kind: Kind,
    way: Way,
    step: Step,
) {
    let Some(mut run) = fenced.server.run.take() else { return };
    let wrote = match run.next.clone() {
        Next::Look if way == Way::Answered => {
            ingest(fenced, remote).map(|(moved, landed)| Outcome::Looked { moved, landed })
        }
        Next::Look => Some(Outcome::Unreached(())),
        Next::Commit { doubt } => fenced
            .write(|database| {
                write_merge(database, &run.merged, doubt.is_some());
                for (change, commit) in &run.built {
                    database.journal(*change, *commit);
                }
            })
            .then_some(Outcome::Committed),
        Next::Push => Some(Outcome::Pushed(push(&mut run, remote, kind.rule, way))),
        Next::Hold { changes, why, retry } => fenced
            .write(|database| {
                for change in changes {
                    database.set(change, ChangeState::Waiting, None);
                    let passing = !matches!(why, Why::Refused(()));
                    database.row(change).forgotten = passing && retry.is_none();
                }
            })
            .then_some(Outcome::Done),
        Next::QueueAgain(changes) => fenced
            .write(|database| {
                for change in changes {
                    database.set(change, ChangeState::Queued, None);
                }
            })
            .then_some(Outcome::Done),
        Next::End(end) => return finish(fenced, &run, end),
        // Never left to be asked for.
        Next::Pause(_) | Next::Merge { .. } | Next::NoteReadOnly(()) | Next::NoteUnreached(()) => {
            None
        }
    };
    let Some(outcome) = wrote else { return };
    run.tell(outcome, kind, step);
    run.go_on(fenced.database.head, kind, step);
    fenced.server.run = Some(run);
}

impl Running {
    fn tell(&mut self, outcome: StepOutcome, kind: Kind, step: Step) {
        let elapsed = if kind.patient { Duration::ZERO } else { PATIENCE * 2 };
        let at = Moment { elapsed, jitter: 0.5 };
        (self.machine, self.next) = step(self.machine.clone(), outcome, at).unwrap();
    }

    /// Does what needs neither the remote nor a write that matters here: it happens in one step with
    /// what was before it.
    fn go_on(&mut self, head: Commit, kind: Kind, step: Step) {
        loop {
            let outcome = match &self.next {
                Next::Pause(_) => Outcome::Paused,
                Next::Merge { changes, limit } => {
                    self.merged = merge(changes, *limit, kind.second);
                    (self.onto, self.built) = (head, Vec::new());
                    let mut tip = head;
                    for change in &self.merged.ready {
                        tip = tip.with_change(*change);
                        self.built.push((*change, tip));
                    }
                    Outcome::Merged(self.merged.clone())
                }
                Next::NoteReadOnly(()) | Next::NoteUnreached(()) => Outcome::Done,
                _ => return,
            };
            self.tell(outcome, kind, step);
        }
    }
}

fn merge(changes: &[Change], limit: Option<usize>, second: Second) -> Merged<Change> {
    let mut merged = Merged::default();
    for change in changes {
        let deferred = second == Second::Deferred && merged.ready.contains(&0);
        let list = match (*change, second) {
            (1, Second::Conflicts) => &mut merged.stopped,
            (1, Second::Present) => &mut merged.present,
            (1, _) if deferred => &mut merged.later,
            _ if limit.is_some_and(|limit| merged.ready.len() >= limit) => &mut merged.later,
            _ => &mut merged.ready,
        };
        list.push(*change);
    }
    merged
}

fn write_merge(database: &mut Database, merged: &Merged<Change>, doubted: bool) {
    for change in &merged.stopped {
        database.set(*change, ChangeState::Conflicted, None);
    }
    for change in &merged.present {
        let state = if doubted { ChangeState::Waiting } else { ChangeState::Published };
        database.set(*change, state, None);
    }
}

/// One exchange; where its answer does not tell, the remote is looked at.
fn push(run: &mut Running, remote: &mut Remote, rule: Rule, way: Way) -> Pushed<()> {
    let Some((_, new)) = run.built.last().copied() else { return Pushed::Accepted };
    let taken = match way {
        Way::Answered | Way::Silent | Way::SilentTwice => remote.take(run.onto, new, rule),
        Way::Lost { .. } => Taken::Stale,
        Way::GoesOn { .. } => {
            remote.in_flight.push((run.onto, new));
            remote.in_flight.sort();
            Taken::Stale
        }
    };
    match (way, taken) {
        (Way::Answered, Taken::Accepted) => {
            run.head = new;
            return Pushed::Accepted;
        }
        (Way::Answered, Taken::Declined) => return Pushed::Declined(()),
        (Way::Answered, Taken::Protected) => return Pushed::Refused(()),
        (Way::Answered, Taken::ReadOnly) => return Pushed::ReadOnly(()),
        (Way::SilentTwice | Way::Lost { looked: false } | Way::GoesOn { looked: false }, _) => {
            return Pushed::Unknown(());
        }
        _ => {}
    }
    match arrived(Some(remote.head), Some(run.onto), &new, new.place(remote.head)) {
        Arrival::Arrived(head) => {
            run.head = head;
            Pushed::Accepted
        }
        Arrival::Unmoved => Pushed::Retry(()),
        Arrival::Moved => Pushed::Moved,
        Arrival::Unknown => Pushed::Unknown(()),
    }
}

fn finish(fenced: &mut Fenced<'_>, run: &Running, end: End<Change, ()>) {
    let again = |database: &mut Database, later: Vec<Change>| {
        for change in later {
            database.set(change, ChangeState::Queued, None);
        }
        database.end_run();
    };
    match end {
        End::Published { landed, later } => {
            fenced.write(|database| {
                for change in landed {
                    let built = run.built.iter().find(|(one, _)| *one == change);
                    let commit = built.map(|(_, commit)| *commit);
                    database.set(change, ChangeState::Published, commit);
                }
                database.head = run.head;
                again(database, later);
            });
        }
        End::Nothing { later, doubt } => {
            fenced.write(|database| {
                write_merge(database, &run.merged, doubt.is_some());
                again(database, later);
            });
        }
        End::Failed(_) => {
            fenced.write(Database::end_run);
        }
        End::Unsettled(()) => fenced.server.settled = false,
    }
}
