//! When a call of git is given up.

use std::time::{Duration, Instant};

use crate::Clock;

/// How much longer an exchange may take in all for each MiB that arrived. A remote that sends less
/// than 100 KiB a second comes to its end; one that says much and sends nothing does so at once.
const PER_MIB: Duration = Duration::from_secs(10);
const MIB: u64 = 1 << 20;

/// When a call is given up.
#[derive(Clone, Copy)]
pub(crate) enum Deadline<'a> {
    /// So long after its start: for calls that speak with nobody.
    Whole(Duration),
    /// For exchanges with a remote.
    Exchange(Bounds<'a>),
}

/// The bounds of an exchange.
#[derive(Clone, Copy)]
pub(crate) struct Bounds<'a> {
    /// How long the remote may send nothing.
    pub(crate) silence: Duration,
    /// How long it may take in all, when nothing arrives.
    pub(crate) total: Duration,
    /// When it began. It may take several calls.
    pub(crate) began: Instant,
    /// How many bytes arrived since, as the files show. What the remote says does not count.
    pub(crate) arrived: &'a dyn Fn() -> u64,
}

/// Which bound was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// The remote sent nothing for too long.
    Silence,
    /// It took this long in all, which is too long for what arrived.
    Total(Duration),
}

/// How long an exchange may take in all, when so many bytes arrived.
pub(crate) fn allowed(total: Duration, arrived: u64) -> Duration {
    let grown = u32::try_from(arrived / MIB).unwrap_or(u32::MAX);
    total.saturating_add(PER_MIB.saturating_mul(grown))
}

/// Keeps the deadline of one call.
pub(crate) struct Watch<'a> {
    deadline: Deadline<'a>,
    clock: &'a Clock,
    last_activity: Instant,
    allowed: Duration,
}

impl<'a> Watch<'a> {
    pub(crate) fn start(deadline: Deadline<'a>, clock: &'a Clock) -> Self {
        let allowed = match deadline {
            Deadline::Whole(limit) => limit,
            Deadline::Exchange(bounds) => bounds.total,
        };
        Self { deadline, clock, last_activity: clock.now(), allowed }
    }

    /// The remote has sent something.
    pub(crate) fn note_activity(&mut self) {
        if matches!(self.deadline, Deadline::Exchange(_)) {
            self.last_activity = self.clock.now();
        }
    }

    /// How much time is left, as far as can be said now.
    pub(crate) fn left(&mut self) -> Result<Duration, Limit> {
        let silent = self.clock.since(self.last_activity);
        let bounds = match self.deadline {
            Deadline::Whole(limit) => return limit.checked_sub(silent).ok_or(Limit::Silence),
            Deadline::Exchange(bounds) => bounds,
        };
        let silence = bounds.silence.checked_sub(silent).ok_or(Limit::Silence)?;
        let elapsed = self.clock.since(bounds.began);
        if elapsed >= self.allowed {
            // Only now is it worth looking.
            self.allowed = allowed(bounds.total, (bounds.arrived)());
        }
        let total = self.allowed.checked_sub(elapsed).ok_or(Limit::Total(elapsed))?;
        Ok(silence.min(total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_grows_with_what_arrived_and_with_nothing_else() {
        let total = Duration::from_secs(600);
        assert_eq!(allowed(total, 0), total);
        assert_eq!(allowed(total, MIB - 1), total);
        assert_eq!(allowed(total, 3 * MIB), total + 3 * PER_MIB);
        assert!(allowed(Duration::MAX, u64::MAX) >= Duration::from_secs(1 << 32));
    }

    const SECOND: Duration = Duration::from_secs(1);

    /// What is left a hundred seconds after the beginning, when the remote sent something `ago`.
    fn left(silence: u32, total: u32, ago: u32, arrived: u64) -> Result<Duration, Limit> {
        let (clock, arrived) = (Clock::stopped(), || arrived);
        let bounds = Bounds {
            silence: SECOND * silence,
            total: SECOND * total,
            began: clock.now(),
            arrived: &arrived,
        };
        let mut watch = Watch::start(Deadline::Exchange(bounds), &clock);
        clock.advance(SECOND * (100 - ago));
        watch.note_activity();
        clock.advance(SECOND * ago);
        watch.left()
    }

    #[test]
    fn output_resets_the_silence_and_not_the_total() {
        assert_eq!(left(50, 500, 51, 0), Err(Limit::Silence));
        assert_eq!(left(50, 500, 50, 0), Ok(Duration::ZERO));
        assert_eq!(left(50, 500, 20, 0), Ok(30 * SECOND));
        assert_eq!(left(50, 110, 20, 0), Ok(10 * SECOND));
        assert_eq!(left(50, 90, 0, 0), Err(Limit::Total(100 * SECOND)), "talk prolongs nothing");
        assert_eq!(left(50, 90, 0, 2 * MIB), Ok(10 * SECOND), "a hundred of 110 are over");
        assert_eq!(left(50, 90, 51, 2 * MIB), Err(Limit::Silence));
    }

    #[test]
    fn the_deadline_of_a_call_without_a_remote_does_not_move() {
        let clock = Clock::stopped();
        let mut watch = Watch::start(Deadline::Whole(10 * SECOND), &clock);
        clock.advance(7 * SECOND);
        watch.note_activity();
        assert_eq!(watch.left(), Ok(3 * SECOND));
        clock.advance(4 * SECOND);
        assert_eq!(watch.left(), Err(Limit::Silence));
    }
}
