//! When a call of git is given up.

use std::time::{Duration, Instant};

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
    /// How long nothing may be heard of it.
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
    /// Nothing was heard for too long.
    Silence,
    /// It took this long in all, which is too long for what arrived.
    Total(Duration),
}

/// How long an exchange may take in all, when so many bytes arrived.
pub(crate) fn allowed(total: Duration, arrived: u64) -> Duration {
    let grown = u32::try_from(arrived / MIB).unwrap_or(u32::MAX);
    total.saturating_add(PER_MIB.saturating_mul(grown))
}

/// Looks after the deadline of one call.
pub(crate) struct Watch<'a> {
    deadline: Deadline<'a>,
    heard: Instant,
    allowed: Duration,
}

impl<'a> Watch<'a> {
    pub(crate) fn start(deadline: Deadline<'a>) -> Self {
        let allowed = match deadline {
            Deadline::Whole(limit) => limit,
            Deadline::Exchange(bounds) => bounds.total,
        };
        Self { deadline, heard: Instant::now(), allowed }
    }

    /// Something was heard.
    pub(crate) fn hear(&mut self) {
        if matches!(self.deadline, Deadline::Exchange(_)) {
            self.heard = Instant::now();
        }
    }

    /// How much time is left, as far as can be said now.
    pub(crate) fn left(&mut self) -> Result<Duration, Limit> {
        let bounds = match self.deadline {
            Deadline::Whole(limit) => {
                return limit.checked_sub(self.heard.elapsed()).ok_or(Limit::Silence);
            }
            Deadline::Exchange(bounds) => bounds,
        };
        let silence = bounds.silence.checked_sub(self.heard.elapsed()).ok_or(Limit::Silence)?;
        let elapsed = bounds.began.elapsed();
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

    fn watch(silence: u64, total: u64, arrived: &dyn Fn() -> u64) -> Watch<'_> {
        let ago = Instant::now().checked_sub(Duration::from_secs(100)).unwrap();
        let bounds = Bounds {
            silence: Duration::from_secs(silence),
            total: Duration::from_secs(total),
            began: ago,
            arrived,
        };
        Watch { heard: ago, ..Watch::start(Deadline::Exchange(bounds)) }
    }

    #[test]
    fn what_is_heard_ends_the_silence_and_leaves_the_total() {
        assert_eq!(watch(50, 500, &|| 0).left(), Err(Limit::Silence));
        let mut heard = watch(50, 500, &|| 0);
        heard.hear();
        assert!(heard.left().unwrap() <= Duration::from_secs(50));
        let mut heard = watch(50, 90, &|| 0);
        heard.hear();
        assert!(matches!(heard.left(), Err(Limit::Total(_))), "talk alone prolongs nothing");
        let mut heard = watch(50, 90, &|| 2 * MIB);
        heard.hear();
        assert!(heard.left().unwrap() <= Duration::from_secs(10), "a hundred of 110 are over");
    }
}
