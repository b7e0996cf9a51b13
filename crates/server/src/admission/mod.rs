//! How much is worked on at once: what reads or writes long texts waits its turn.
//!
//! A request passes here behind the gate, before its body is read: its length is known by then, and a
//! longer one is refused unread. Bodies in memory, checks, saves and previews have bounds of their own,
//! so that a save that waits for the database holds up no check.

mod queue;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hedgerow_model::UserId;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::problem::Problem;
pub(crate) use queue::Bounds;
pub(crate) use queue::Full;
use queue::{Begins, Queue, Ticket};

/// How long a request waits for its turn.
const LONGEST: Duration = Duration::from_secs(60);

/// When whoever is sent away is told to come again, in seconds.
const COME_AGAIN: u64 = 5;

/// Whose share it is: an account's, with all its sessions and tokens, or that of the installation's own
/// token.
pub(crate) type Who = Option<UserId>;

/// One thing that is bounded.
#[derive(Clone)]
pub(crate) struct Admission(Arc<Mutex<State>>);

struct State {
    queue: Queue<Who>,
    waiting: HashMap<Ticket, oneshot::Sender<Admitted>>,
}

/// That a request was let in; ends with it.
pub(crate) struct Admitted {
    admission: Admission,
    who: Who,
    weight: usize,
}

/// A request in the queue.
struct Waits<'a> {
    admission: &'a Admission,
    who: Who,
    ticket: Ticket,
}

impl Admission {
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self(Arc::new(Mutex::new(State { queue: Queue::new(bounds), waiting: HashMap::new() })))
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// When too many wait already, or it took too long.
    pub(crate) async fn enter(&self, who: Who, weight: usize) -> Result<Admitted, Problem> {
        let (sender, turn) = oneshot::channel();
        let asked = {
            let mut state = self.state();
            let asked = state.queue.ask(who, weight);
            if let Ok(ticket) = asked {
                state.waiting.insert(ticket, sender);
            }
            asked
        };
        let ticket = asked.map_err(refusal)?;
        let waits = Waits { admission: self, who, ticket };
        self.next();
        let admitted = timeout(LONGEST, turn).await;
        drop(waits);
        match admitted {
            Ok(Ok(admitted)) => Ok(admitted),
            Ok(Err(_)) | Err(_) => Err(refusal(Full::All)),
        }
    }

    /// Is let in at once, or not at all.
    ///
    /// # Errors
    /// Whose share is used up.
    pub(crate) fn enter_now(&self, who: Who) -> Result<Admitted, Full> {
        let mut state = self.state();
        let ticket = state.queue.ask(who, 1)?;
        match state.queue.begin().into_iter().find(|begins| begins.ticket == ticket) {
            Some(Begins { who, weight, .. }) => {
                Ok(Admitted { admission: self.clone(), who, weight })
            }
            None => {
                state.queue.leave(who, ticket);
                Err(Full::All)
            }
        }
    }

    /// Lets in whoever may begin.
    fn next(&self) {
        let begun: Vec<(Begins<Who>, Option<oneshot::Sender<Admitted>>)> = {
            let mut state = self.state();
            let begun = state.queue.begin();
            begun.into_iter().map(|begins| (begins, state.waiting.remove(&begins.ticket))).collect()
        };
        // Outside of the lock: what nobody waits for ends at once.
        for (Begins { who, weight, .. }, sender) in begun {
            let admitted = Admitted { admission: self.clone(), who, weight };
            if let Some(sender) = sender {
                drop(sender.send(admitted));
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.admission.state().queue.end(self.who, self.weight);
        self.admission.next();
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        let sender = {
            let mut state = self.admission.state();
            state.queue.leave(self.who, self.ticket);
            state.waiting.remove(&self.ticket)
        };
        drop(sender);
        self.admission.next();
    }
}

fn refusal(full: Full) -> Problem {
    match full {
        Full::Own => Problem::too_many(
            COME_AGAIN,
            "too many of your own requests wait already; send fewer at once",
        ),
        Full::All => Problem::busy(COME_AGAIN, "too much is being worked on; send it again later"),
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::JoinHandle;

    use super::*;

    fn user(number: i64) -> Who {
        Some(UserId(number))
    }

    fn admission() -> Admission {
        Admission::new(Bounds { all: 2, each: 1, waiting: 2, waiting_each: 1 })
    }

    /// A request of the first user that waits.
    async fn waits(admission: &Admission) -> JoinHandle<Result<(), Problem>> {
        let own = admission.clone();
        let waiting = tokio::spawn(async move { own.enter(user(1), 1).await.map(drop) });
        while admission.state().waiting.is_empty() {
            tokio::task::yield_now().await;
        }
        waiting
    }

    #[tokio::test]
    async fn one_waits_for_oneself_and_not_for_others() {
        let admission = admission();
        let first = admission.enter(user(1), 1).await.unwrap();
        let waiting = waits(&admission).await;
        let own = admission.enter(user(1), 1).await.err().unwrap();
        assert_eq!((own.status, own.retry_after), (429, Some(COME_AGAIN)));
        drop(admission.enter(user(2), 1).await.unwrap());
        drop(first);
        waiting.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn when_all_are_too_many_the_server_is_busy() {
        let admission = Admission::new(Bounds { all: 1, each: 1, waiting: 0, waiting_each: 9 });
        let _first = admission.enter(user(1), 1).await.unwrap();
        let refused = admission.enter(user(2), 1).await.err().unwrap();
        assert_eq!((refused.status, refused.retry_after), (503, Some(COME_AGAIN)));
    }

    #[tokio::test]
    async fn whoever_hangs_up_while_waiting_leaves_the_queue() {
        let admission = admission();
        let first = admission.enter(user(1), 1).await.unwrap();
        let waiting = waits(&admission).await;
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        assert!(admission.state().waiting.is_empty());
        drop(first);
        drop(admission.enter(user(1), 1).await.unwrap());
    }
}
