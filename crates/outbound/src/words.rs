//! The words of the machine: its bounds, what it is told, and what it asks for.
//!
//! `C` names a change, or stands for the one commit of Hedgerow's own; `R` is what the remote, or
//! whoever speaks to it, gave as a reason. The machine looks into neither.

use std::time::Duration;

/// What bounds a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// How long a branch that moves, or a remote that fails, is followed.
    pub patience: Duration,
    /// However long the work itself takes, a branch that moves is followed this often.
    pub least_attempts: u32,
    /// The first pause, before jitter; doubled each time.
    pub first_pause: Duration,
    /// The longest pause after a lost race: an attempt takes longer than that, and whoever pauses
    /// more makes fewer of them.
    pub longest_pause: Duration,
    /// The longest pause after the remote failed.
    pub longest_rest: Duration,
    /// How long what a remote did not take for a passing reason rests before it is tried again.
    pub retry_after: Duration,
}

impl Bounds {
    /// For changes that people wait for.
    #[must_use]
    pub const fn of_changes(patience: Duration) -> Self {
        Self {
            patience,
            least_attempts: 10,
            first_pause: Duration::from_millis(10),
            longest_pause: Duration::from_millis(40),
            longest_rest: Duration::from_secs(2),
            retry_after: Duration::from_secs(60),
        }
    }

    /// For a commit of Hedgerow's own: the next sync computes it again, so time alone bounds it.
    #[must_use]
    pub const fn of_own_commit(patience: Duration) -> Self {
        Self { least_attempts: 1, ..Self::of_changes(patience) }
    }
}

/// When an outcome came, and the chance that spreads pauses.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Since the run began, on a clock that never goes back.
    pub elapsed: Duration,
    /// From 0 up to, not including, 1.
    pub jitter: f64,
}

/// What merging gave, each change in one of the lists. One that is in none of them is not part of the
/// run any more: it turned out to be on the branch already.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Merged<C> {
    /// To be committed, in this order.
    pub ready: Vec<C>,
    /// They wait for the outcome of those before them.
    pub later: Vec<C>,
    /// Held back: a conflict, a violation, a missing approval.
    pub stopped: Vec<C>,
    /// The head has all of these already, in another's words.
    pub present: Vec<C>,
}

impl<C> Default for Merged<C> {
    fn default() -> Self {
        Self { ready: Vec::new(), later: Vec::new(), stopped: Vec::new(), present: Vec::new() }
    }
}

/// How a push ended, once the remote was looked at where the answer alone did not say.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Pushed<R> {
    /// The branch contains our commits.
    Accepted,
    /// The branch moved; nothing of ours is there.
    Moved,
    /// The remote refused the stack; with fewer commits it may not.
    Declined(R),
    /// The remote refuses everything of ours for this reason.
    Refused(R),
    /// The credential does not work, or may only read.
    ReadOnly(R),
    /// The remote did not answer: nobody knows. To be settled when it does.
    Unknown(R),
    /// It failed before anything was sent, or for sure did not arrive.
    Retry(R),
}

/// What the machine is told: how the last thing that it asked for went.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome<C, R> {
    /// The pause is over.
    Paused,
    /// The remote was looked at, and the database agrees with it.
    Looked {
        /// Whether the head is another than before.
        moved: bool,
        /// Changes of this run that the branch turned out to have.
        landed: Vec<C>,
    },
    /// The remote was not reached, for this reason.
    Unreached(R),
    /// The changes were merged onto the known head. Nothing is written yet.
    Merged(Merged<C>),
    /// The commits are built, and journaled durably together with what merging settled.
    Committed,
    /// The commit of this change cannot be built. Nothing was written, of the others neither.
    Unbuildable(C, R),
    /// How the push ended. Instead of [`Outcome::Committed`] where nothing was left to be sent.
    Pushed(Pushed<R>),
    /// What was asked for is durable.
    Done,
}

/// Why changes wait.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Why<R> {
    /// The remote said no, or the commit cannot be built.
    Refused(R),
    /// The remote failed for as long as it was waited for.
    Unreached(R),
    /// The branch kept moving.
    KeptMoving {
        /// Under this many attempts.
        attempts: u32,
    },
}

/// What is done next.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Next<C, R> {
    /// Wait for so long.
    Pause(Duration),
    /// Look at the remote and bring the database to its head.
    Look,
    /// Merge these onto the known head, one on another; at most `limit` are to be committed.
    Merge {
        /// In the order they were queued.
        changes: Vec<C>,
        /// No limit when there is none.
        limit: Option<usize>,
    },
    /// Write down what merging settled, build the commits, journal them: all durable together.
    Commit {
        /// The remote did not confirm the head, for this reason: what is thought to be there
        /// already waits instead (law 7).
        doubt: Option<R>,
    },
    /// Push what was journaled, with a lease on the head it was merged onto.
    Push,
    /// These wait, with the reason; where a fabric publishes by itself, they are tried again after
    /// `retry`. Durable together: who dies in between leaves no change that nobody tries again.
    Hold {
        /// In the order they were queued.
        changes: Vec<C>,
        /// What people read.
        why: Why<R>,
        /// None when only a person can help.
        retry: Option<Duration>,
    },
    /// These are queued again.
    QueueAgain(Vec<C>),
    /// The credential does not push: written down with the queue.
    NoteReadOnly(R),
    /// The remote does not answer: written down with the queue.
    NoteUnreached(R),
    /// The run is over.
    End(End<C, R>),
}

/// How a run is over.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum End<C, R> {
    /// The branch has `landed`; `later` are queued again. All in one transaction.
    Published {
        /// In the order of their commits.
        landed: Vec<C>,
        /// They waited for those.
        later: Vec<C>,
    },
    /// There was nothing to commit: what merging settled is written down, `later` queued again.
    Nothing {
        /// They waited for what was settled.
        later: Vec<C>,
        /// As with [`Next::Commit`].
        doubt: Option<R>,
    },
    /// Nothing of the last attempt reached the remote.
    Failed(Why<R>),
    /// Nobody knows what the branch has. Nothing is written: the run stays unfinished, and is settled
    /// when the remote answers.
    Unsettled(R),
}

/// The machine was told something that it did not ask for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("told that {told} while {asked} was asked for")]
pub struct OutOfOrder {
    /// What it was told.
    pub told: &'static str,
    /// What it had asked for.
    pub asked: &'static str,
}
