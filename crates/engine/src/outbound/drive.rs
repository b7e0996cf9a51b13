//! Runs the machine of a push: does what it asks for, and tells it how that went. What is decided
//! is in `hedgerow_outbound`; what is done, with those who implement [`PushWork`].

use std::future::{Future, ready};
use std::time::{Duration, Instant};

use hedgerow_model::Reason;
use hedgerow_outbound::{Bounds, End, Machine, Merged, Moment, Next, Outcome, Pushed, Why};

use crate::error::EngineError;

/// What is taken to a remote: people's changes, or a commit of Hedgerow's own. An error ends the run
/// where it is, to be settled from its journal.
pub(crate) trait PushWork: Send {
    /// Names one of the commits' causes.
    type Item: Copy + PartialEq + Send + Sync;
    /// What a run gives.
    type Done;

    /// Looks at the remote and brings the database to its head.
    fn look(&mut self) -> impl Future<Output = StepResult<Self::Item>> + Send;

    /// Merges onto the known head.
    fn merge(
        &mut self,
        changes: &[Self::Item],
        limit: Option<usize>,
    ) -> impl Future<Output = Result<Merged<Self::Item>, EngineError>> + Send;

    /// Writes down what merging settled, builds the commits and journals them.
    fn commit(
        &mut self,
        attempt: u32,
        doubt: Option<Reason>,
    ) -> impl Future<Output = StepResult<Self::Item>> + Send;

    /// Pushes what was journaled.
    fn push(&mut self) -> impl Future<Output = Result<Pushed<Reason>, EngineError>> + Send;

    /// These wait; after `retry` they are tried again by themselves. Nothing to do where nobody waits.
    fn hold(
        &mut self,
        _changes: &[Self::Item],
        _why: &Why<Reason>,
        _retry: Option<Duration>,
    ) -> impl Future<Output = Result<(), EngineError>> + Send {
        ready(Ok(()))
    }

    /// These are queued again. Nothing to do where nobody waits.
    fn queue_again(
        &mut self,
        _changes: &[Self::Item],
    ) -> impl Future<Output = Result<(), EngineError>> + Send {
        ready(Ok(()))
    }

    /// The credential does not push: said with the queue, by whoever people ask about it.
    fn note_read_only(
        &mut self,
        _reason: Reason,
    ) -> impl Future<Output = Result<(), EngineError>> + Send {
        ready(Ok(()))
    }

    /// The remote does not answer: said with the queue, by whoever people ask about it.
    fn note_unreached(
        &mut self,
        _reason: Reason,
    ) -> impl Future<Output = Result<(), EngineError>> + Send {
        ready(Ok(()))
    }

    /// The run is over.
    fn end(
        &mut self,
        attempt: u32,
        end: End<Self::Item, Reason>,
    ) -> impl Future<Output = Result<Self::Done, EngineError>> + Send;
}

/// What an executor tells the machine.
pub(crate) type StepResult<C> = Result<Outcome<C, Reason>, EngineError>;

/// Takes these to the remote, one on another, within `bounds`.
pub(crate) async fn drive<W: PushWork>(
    work: &mut W,
    changes: Vec<W::Item>,
    bounds: Bounds,
) -> Result<W::Done, EngineError> {
    let began = Instant::now();
    let (mut machine, mut next) = Machine::start(changes, bounds);
    loop {
        let attempt = machine.attempt();
        let outcome = match next {
            Next::Pause(pause) => {
                tokio::time::sleep(pause).await;
                Outcome::Paused
            }
            Next::Look => work.look().await?,
            Next::Merge { changes, limit } => Outcome::Merged(work.merge(&changes, limit).await?),
            Next::Commit { doubt } => work.commit(attempt, doubt).await?,
            Next::Push => Outcome::Pushed(work.push().await?),
            Next::Hold { changes, why, retry } => {
                work.hold(&changes, &why, retry).await?;
                Outcome::Done
            }
            Next::QueueAgain(changes) => {
                work.queue_again(&changes).await?;
                Outcome::Done
            }
            Next::NoteReadOnly(reason) => {
                work.note_read_only(reason).await?;
                Outcome::Done
            }
            Next::NoteUnreached(reason) => {
                work.note_unreached(reason).await?;
                Outcome::Done
            }
            Next::End(end) => return work.end(attempt, end).await,
        };
        let at = Moment { elapsed: began.elapsed(), jitter: rand::random() };
        (machine, next) = machine.step(outcome, at).map_err(|error| {
            EngineError::Internal(format!("the push state machine was {error}"))
        })?;
    }
}
