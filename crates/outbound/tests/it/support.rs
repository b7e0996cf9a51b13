//! Runs the machine by hand.

use std::time::Duration;

use hedgerow_outbound::{Bounds, Machine, Merged, Moment, Next, Outcome, Pushed, Why};

pub(crate) type Asked = Next<u8, &'static str>;
pub(crate) type StepOutcome = Outcome<u8, &'static str>;

pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A run that is told its outcomes one after another.
pub(crate) struct Run {
    machine: Machine<u8, &'static str>,
    pub(crate) next: Asked,
    pub(crate) elapsed: Duration,
    pub(crate) jitter: f64,
}

impl Run {
    pub(crate) fn over(changes: &[u8]) -> Self {
        Self::within(changes, Bounds::of_changes(PATIENCE))
    }

    pub(crate) fn within(changes: &[u8], bounds: Bounds) -> Self {
        let (machine, next) = Machine::start(changes.to_vec(), bounds);
        Self { machine, next, elapsed: Duration::ZERO, jitter: 0.0 }
    }

    pub(crate) fn attempt(&self) -> u32 {
        self.machine.attempt()
    }

    /// Tells an outcome and gives what is asked for next.
    pub(crate) fn tell(&mut self, outcome: StepOutcome) -> Asked {
        let at = Moment { elapsed: self.elapsed, jitter: self.jitter };
        let (machine, next) = self.machine.clone().step(outcome, at).unwrap();
        (self.machine, self.next) = (machine, next.clone());
        next
    }

    /// Merges whatever is asked for into commits, as far as the limit goes, and journals them.
    pub(crate) fn until_push(&mut self) {
        let Next::Merge { changes, limit } = self.next.clone() else {
            panic!("asked for {:?} instead of a merge", self.next);
        };
        let (ready, later) = changes.split_at(limit.unwrap_or(changes.len()).min(changes.len()));
        let merged = Merged { ready: ready.to_vec(), later: later.to_vec(), ..Merged::default() };
        assert_eq!(self.tell(Outcome::Merged(merged)), Next::Commit { doubt: None });
        assert_eq!(self.tell(Outcome::Committed), Next::Push);
    }

    /// As [`Run::until_push`], and pushes, with this outcome.
    pub(crate) fn push(&mut self, pushed: Pushed<&'static str>) -> Asked {
        self.until_push();
        self.tell(Outcome::Pushed(pushed))
    }

    /// The pause and the look after a race was lost.
    pub(crate) fn pause_and_look(&mut self, landed: &[u8]) -> Asked {
        assert!(matches!(self.next, Next::Pause(_)), "asked for {:?}", self.next);
        assert_eq!(self.tell(Outcome::Paused), Next::Look);
        self.tell(Outcome::Looked { moved: true, landed: landed.to_vec() })
    }
}

/// Held until a person does something about it.
pub(crate) fn held(changes: &[u8], why: Why<&'static str>) -> Asked {
    Next::Hold { changes: changes.to_vec(), why, retry: None }
}

/// Held, and tried again by itself.
pub(crate) fn retried(changes: &[u8], why: Why<&'static str>) -> Asked {
    Next::Hold { changes: changes.to_vec(), why, retry: Some(Duration::from_secs(60)) }
}
