//! Events too frequent to be recorded one by one: refusals of the same kind are reported once a minute,
//! with their number.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hedgerow_model::Millis;

use crate::clock::Clock;

/// How long after a report the same kind of event is not reported again.
const PAUSE: Millis = 60 * 1000;

/// The most kinds that are counted separately; all further kinds count as one.
const MOST: usize = 4096;

/// Counts events of the same kind.
#[derive(Debug)]
pub struct Noise {
    clock: Clock,
    kinds: Mutex<HashMap<String, Repeats>>,
}

#[derive(Debug)]
struct Repeats {
    /// When an event of this kind was last reported.
    reported: Millis,
    /// How many there were since.
    since: u64,
}

impl Noise {
    /// With nothing counted.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self { clock, kinds: Mutex::default() }
    }

    /// Counts an event. Returns how many to report now, this one included; `None` when the same kind was
    /// reported less than a minute ago. When the table is full, kinds that were not reported for two
    /// minutes are dropped, with the number of events since.
    pub fn count(&self, what: &str) -> Option<u64> {
        let now = self.clock.now();
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        let what = if kinds.len() >= MOST && !kinds.contains_key(what) {
            kinds.retain(|_, repeats| now - repeats.reported < 2 * PAUSE);
            if kinds.len() >= MOST { "" } else { what }
        } else {
            what
        };
        let Some(entry) = kinds.get_mut(what) else {
            kinds.insert(what.to_owned(), Repeats { reported: now, since: 0 });
            return Some(1);
        };
        entry.since += 1;
        if now - entry.reported < PAUSE {
            return None;
        }
        entry.reported = now;
        Some(std::mem::take(&mut entry.since))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    #[test]
    fn the_same_is_told_once_a_minute_with_its_count() {
        let now = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&now);
        let noise = Noise::new(Clock::of(move || clock.load(Ordering::Relaxed)));
        assert_eq!(noise.count("a"), Some(1));
        assert_eq!(noise.count("a"), None);
        assert_eq!(noise.count("b"), Some(1));
        assert_eq!(noise.count("a"), None);
        now.store(PAUSE, Ordering::Relaxed);
        assert_eq!(noise.count("a"), Some(3));
        assert_eq!(noise.count("a"), None);
    }

    #[test]
    fn what_is_counted_apart_is_bounded() {
        let noise = Noise::new(Clock::of(|| 0));
        let told = (0..3 * MOST).filter(|n| noise.count(&n.to_string()).is_some()).count();
        assert_eq!(told, MOST + 1);
    }

    #[test]
    fn what_has_ended_makes_room() {
        let now = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&now);
        let noise = Noise::new(Clock::of(move || clock.load(Ordering::Relaxed)));
        for n in 0..2 * MOST {
            noise.count(&(n / 2).to_string());
        }
        now.store(2 * PAUSE, Ordering::Relaxed);
        assert_eq!(noise.count("new"), Some(1));
        assert_eq!(noise.count("other"), Some(1));
    }
}
