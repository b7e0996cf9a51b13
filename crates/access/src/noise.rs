//! What happens too often to be written down each time: refusals of the same sort are told once a
//! minute, with how many there were.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hedgerow_model::Millis;

use crate::clock::Clock;

/// How long the same is not told again.
const PAUSE: Millis = 60 * 1000;

/// The most sorts that are counted apart; beyond them all count as one.
const MOST: usize = 4096;

/// Counts what is the same.
#[derive(Debug)]
pub struct Noise {
    clock: Clock,
    heard: Mutex<HashMap<String, Heard>>,
}

#[derive(Debug)]
struct Heard {
    told: Millis,
    since: u64,
}

impl Noise {
    /// With nothing counted.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self { clock, heard: Mutex::default() }
    }

    /// Counts one. The number is how many are to be told of now, this one included; none when the
    /// same was told less than a minute ago. Where room is needed, what was not told of for two minutes
    /// is forgotten: how many there were since is then never told.
    pub fn hear(&self, what: &str) -> Option<u64> {
        let now = self.clock.now();
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let what = if heard.len() >= MOST && !heard.contains_key(what) {
            heard.retain(|_, heard| now - heard.told < 2 * PAUSE);
            if heard.len() >= MOST { "" } else { what }
        } else {
            what
        };
        let Some(entry) = heard.get_mut(what) else {
            heard.insert(what.to_owned(), Heard { told: now, since: 0 });
            return Some(1);
        };
        entry.since += 1;
        if now - entry.told < PAUSE {
            return None;
        }
        entry.told = now;
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
        assert_eq!(noise.hear("a"), Some(1));
        assert_eq!(noise.hear("a"), None);
        assert_eq!(noise.hear("b"), Some(1));
        assert_eq!(noise.hear("a"), None);
        now.store(PAUSE, Ordering::Relaxed);
        assert_eq!(noise.hear("a"), Some(3));
        assert_eq!(noise.hear("a"), None);
    }

    #[test]
    fn what_is_counted_apart_is_bounded() {
        let noise = Noise::new(Clock::of(|| 0));
        let told = (0..3 * MOST).filter(|n| noise.hear(&n.to_string()).is_some()).count();
        assert_eq!(told, MOST + 1);
    }

    #[test]
    fn what_has_ended_makes_room() {
        let now = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&now);
        let noise = Noise::new(Clock::of(move || clock.load(Ordering::Relaxed)));
        for n in 0..2 * MOST {
            noise.hear(&(n / 2).to_string());
        }
        now.store(2 * PAUSE, Ordering::Relaxed);
        assert_eq!(noise.hear("new"), Some(1));
        assert_eq!(noise.hear("other"), Some(1));
    }
}
