//! The world of the model: a remote, a database with its lease, and what may still happen.

use hedgerow_model::ChangeState;
use hedgerow_outbound::branch::Containment;

/// A change: `0` or `1`.
pub(crate) type Change = u8;

/// The two changes, in the order they are queued.
pub(crate) const CHANGES: [Change; 2] = [0, 1];

/// A commit is known by everything below it: the same change on the same parent is the same commit.
/// One digit for each commit of the history, the newest last: 1 and 2 are the changes, the others
/// are somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Commit(u32);

impl Commit {
    pub(crate) const ROOT: Self = Self(0);
    const OUTSIDE: u32 = 3;

    fn on(self, digit: u32) -> Self {
        Self(self.0 << 4 | digit)
    }

    pub(crate) fn with_change(self, change: Change) -> Self {
        self.on(u32::from(change) + 1)
    }

    pub(crate) fn with_outside(self) -> Self {
        self.on(Self::OUTSIDE + self.outside())
    }

    /// It and everything below it, newest first.
    pub(crate) fn history(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |commit| Some(Self(commit.0 >> 4)))
            .take_while(|commit| *commit != Self::ROOT)
    }

    pub(crate) fn contains(self, other: Self) -> bool {
        other == Self::ROOT || self.history().any(|commit| commit == other)
    }

    fn is_outside(self) -> bool {
        self.0 & 15 >= Self::OUTSIDE
    }

    pub(crate) fn is_of(self, change: Change) -> bool {
        self.0 & 15 == u32::from(change) + 1
    }

    /// How many commits of others it contains.
    pub(crate) fn outside(self) -> u32 {
        u32::try_from(self.history().filter(|commit| commit.is_outside()).count()).unwrap()
    }

    /// The commits of a change in it.
    pub(crate) fn of(self, change: Change) -> impl Iterator<Item = Self> {
        self.history().filter(move |commit| commit.is_of(change))
    }

    /// Where this is, seen from `head`.
    pub(crate) fn place(self, head: Self) -> Containment {
        if head.contains(self) { Containment::Contained } else { Containment::Elsewhere }
    }
}

/// What the remote does with a push that it takes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Rule {
    Takes,
    /// A hook declines every stack with the second change.
    DeclinesSecond,
    Protected,
    ReadOnly,
}

/// What merging makes of the second change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Second {
    Commits,
    /// It waits for the outcome of the first, when that is in the same stack.
    Deferred,
    /// It disagrees with Git.
    Conflicts,
    /// Git has all of it already.
    Present,
}

/// What differs from one world to another, and stays as it is in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Kind {
    pub(crate) rule: Rule,
    pub(crate) second: Second,
    /// Whether patience lasts for the whole run, or is over at once.
    pub(crate) patient: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Remote {
    pub(crate) head: Commit,
    /// Pushes that continue without anybody who waits for them: the lease and the new head.
    pub(crate) in_flight: Vec<(Commit, Commit)>,
}

impl Remote {
    /// Takes a push up; whether it was accepted.
    pub(crate) fn take(&mut self, lease: Commit, new: Commit, rule: Rule) -> Taken {
        let declines = new.of(1).any(|commit| !lease.contains(commit));
        match rule {
            _ if self.head != lease => Taken::Stale,
            Rule::Protected => Taken::Protected,
            Rule::ReadOnly => Taken::ReadOnly,
            Rule::DeclinesSecond if declines => Taken::Declined,
            Rule::Takes | Rule::DeclinesSecond => {
                self.head = new;
                Taken::Accepted
            }
        }
    }
}

/// What the remote made of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    Accepted,
    Stale,
    Declined,
    Protected,
    ReadOnly,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Row {
    pub(crate) state: ChangeState,
    pub(crate) commit: Option<Commit>,
    /// Whether it waits for a passing reason and is not tried again by itself.
    pub(crate) forgotten: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Attempt {
    pub(crate) change: Change,
    pub(crate) commit: Commit,
    /// Whether the run that made it is unfinished.
    pub(crate) open: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Database {
    /// The newest fencing number that was given out.
    pub(crate) lease: u8,
    pub(crate) head: Commit,
    pub(crate) changes: [Row; 2],
    pub(crate) unfinished: bool,
    pub(crate) attempts: Vec<Attempt>,
    /// Whether somebody asked for a step that a change does not have.
    pub(crate) illegal: bool,
    /// Whether a write with an old number was refused just now.
    pub(crate) refused: bool,
}

impl Database {
    pub(crate) fn row(&mut self, change: Change) -> &mut Row {
        &mut self.changes[usize::from(change)]
    }

    pub(crate) fn in_state(&self, states: &[ChangeState]) -> Vec<Change> {
        let is_in = |change: &Change| states.contains(&self.changes[usize::from(*change)].state);
        CHANGES.into_iter().filter(is_in).collect()
    }

    pub(crate) fn set(&mut self, change: Change, state: ChangeState, commit: Option<Commit>) {
        let illegal = self.row(change).state.check(state).is_err();
        self.illegal |= illegal;
        let row = self.row(change);
        row.state = state;
        row.commit = commit.or(row.commit);
    }

    pub(crate) fn journal(&mut self, change: Change, commit: Commit) {
        self.attempts.retain(|known| (known.change, known.commit) != (change, commit));
        self.attempts.push(Attempt { change, commit, open: true });
        self.attempts.sort();
    }

    pub(crate) fn end_run(&mut self) {
        self.unfinished = false;
        for attempt in &mut self.attempts {
            attempt.open = false;
        }
        self.attempts.sort();
        self.attempts.dedup();
    }

    /// The attempts of changes that wait or are on their way.
    pub(crate) fn under_way(&self) -> Vec<(Change, Commit)> {
        use ChangeState as S;
        let waiting = self.in_state(&[S::Queued, S::Publishing, S::Waiting]);
        let all = self.attempts.iter().map(|attempt| (attempt.change, attempt.commit));
        all.filter(|(change, _)| waiting.contains(change)).collect()
    }
}

/// How often what may still happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Budget {
    pub(crate) outside: u8,
    pub(crate) silences: u8,
    pub(crate) crashes: u8,
    pub(crate) takeovers: u8,
}
