//! How often somebody may try a secret.
//!
//! A try counts as wrong until it turns out right, so that many at once are as slow as one after
//! another. After a few free tries each wrong one doubles the wait. What is counted stays in memory:
//! a restart forgets it, an account is never locked for good.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hedgerow_model::Millis;

use crate::clock::Clock;
use crate::counters::{Counters, Door, Key, Network, Standing};
use crate::error::AccessError;

/// Wrong tries for one account from one address before there is a wait.
const FREE_PER_ACCOUNT: u32 = 5;

/// Wrong tries from one address before there is a wait: many people may share one.
const FREE_PER_ADDRESS: u32 = 30;

/// The longest wait of an account at an address.
const LONGEST_WAIT: Millis = 15 * 60 * 1000;

/// The longest wait of an address: whoever shares it with somebody who guesses is slower and not shut out.
const LONGEST_WAIT_OF_ADDRESS: Millis = 5_000;

/// After so long without a try all is forgotten.
const MEMORY: Millis = 60 * 60 * 1000;

/// The most that is remembered; the oldest goes first.
const MOST: usize = 20_000;

#[derive(Clone, Copy, Debug, Default)]
struct Tries {
    wrong: u32,
    last: Millis,
    blocked_until: Millis,
}

impl Tries {
    fn begin(&mut self, free: u32, longest: Millis, now: Millis) {
        self.wrong = self.wrong.saturating_add(1);
        self.last = now;
        if self.wrong > free {
            let doublings = (self.wrong - free - 1).min(20);
            self.blocked_until = now + (1000_i64 << doublings).min(longest);
        }
    }
}

/// What is counted of tries. In memory each server counts for itself; a second implementation would
/// count for several.
trait Counted: fmt::Debug + Send + Sync {
    /// Counts a try as a wrong one, unless it comes too early: then says until when there is a wait.
    fn begin(&self, counters: &Counters, now: Millis) -> Result<(), Millis>;

    /// A try was right: the account, or its browser, begins anew, and the address has one wrong try less.
    /// The address does not begin anew: an account of one's own must not pay for tries at others.
    fn right(&self, counters: &Counters);
}

/// Within this process.
#[derive(Debug, Default)]
struct InMemory(Mutex<HashMap<Key, Tries>>);

impl InMemory {
    fn tries(&self) -> MutexGuard<'_, HashMap<Key, Tries>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counted for InMemory {
    fn begin(&self, counters: &Counters, now: Millis) -> Result<(), Millis> {
        let mut tries = self.tries();
        forget(&mut tries, now);
        let blocked_until = counters
            .waits_for()
            .into_iter()
            .filter_map(|key| tries.get(key))
            .map(|tries| tries.blocked_until)
            .max()
            .unwrap_or_default();
        if blocked_until > now {
            return Err(blocked_until);
        }
        let own = tries.entry(counters.own().clone()).or_default();
        own.begin(FREE_PER_ACCOUNT, LONGEST_WAIT, now);
        if let Some(address) = counters.shared() {
            let address = tries.entry(address.clone()).or_default();
            address.begin(FREE_PER_ADDRESS, LONGEST_WAIT_OF_ADDRESS, now);
        }
        Ok(())
    }

    fn right(&self, counters: &Counters) {
        let mut tries = self.tries();
        tries.remove(counters.own());
        if let Some(address) = counters.shared().and_then(|address| tries.get_mut(address)) {
            address.wrong = address.wrong.saturating_sub(1);
            if address.wrong <= FREE_PER_ADDRESS {
                address.blocked_until = 0;
            }
        }
    }
}

/// Counts tries. Cheap to clone; clones share what they count.
#[derive(Clone, Debug)]
pub(crate) struct Limiter {
    clock: Clock,
    counted: Arc<dyn Counted>,
}

/// A try that has begun. Dropped, it stays counted as a wrong one.
#[must_use = "a try that was right must be told"]
#[derive(Debug)]
pub(crate) struct Try<'a> {
    limiter: &'a Limiter,
    counters: Counters,
}

impl Limiter {
    /// With nothing counted.
    #[must_use]
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, counted: Arc::new(InMemory::default()) }
    }

    /// Begins a try.
    ///
    /// # Errors
    /// [`AccessError::Limited`] when it comes too early; then it does not count.
    pub(crate) fn begin(
        &self,
        door: Door,
        account: &str,
        address: Option<IpAddr>,
        standing: Standing,
    ) -> Result<Try<'_>, AccessError> {
        let now = self.clock.now();
        let counters = Counters::of(door, account, Network::from(address), standing);
        self.counted.begin(&counters, now).map_err(|until| AccessError::Limited {
            seconds: u64::try_from((until - now + 999) / 1000).unwrap_or(1),
        })?;
        Ok(Try { limiter: self, counters })
    }
}

impl Try<'_> {
    /// It was right.
    pub(crate) fn right(self) {
        self.limiter.counted.right(&self.counters);
    }
}

/// Forgets what is old; with too much left, the older half.
fn forget<K: Clone + Eq + Hash>(tries: &mut HashMap<K, Tries>, now: Millis) {
    if tries.len() < MOST {
        // Looked through rarely: a look costs as much as there is.
        if tries.len() % 256 == 255 {
            tries.retain(|_, tries| now - tries.last < MEMORY);
        }
        return;
    }
    tries.retain(|_, tries| now - tries.last < MEMORY);
    if tries.len() >= MOST {
        let mut ages: Vec<Millis> = tries.values().map(|tries| tries.last).collect();
        let middle = ages.len() / 2;
        let (_, median, _) = ages.select_nth_unstable(middle);
        let median = *median;
        let mut left = middle;
        tries.retain(|_, tries| {
            let stays = tries.last >= median && left > 0;
            left -= usize::from(stays);
            stays
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;
    use crate::device::Device;

    struct World {
        now: Arc<AtomicI64>,
        limiter: Limiter,
    }

    impl World {
        fn new() -> Self {
            let now = Arc::new(AtomicI64::new(1_000_000));
            let clock = Arc::clone(&now);
            Self { now, limiter: Limiter::new(Clock::of(move || clock.load(Ordering::Relaxed))) }
        }

        fn wait(&self, seconds: i64) {
            self.now.fetch_add(seconds * 1000, Ordering::Relaxed);
        }

        /// A wrong try; the wait when it came too early.
        fn wrong(&self, account: &str, address: &str) -> Option<u64> {
            match self.limiter.begin(
                Door::Login,
                account,
                Some(address.parse().unwrap()),
                Standing::Stranger,
            ) {
                Ok(_) => None,
                Err(AccessError::Limited { seconds }) => Some(seconds),
                Err(other) => panic!("{other}"),
            }
        }

        fn right(&self, account: &str, address: &str) {
            let address = Some(address.parse().unwrap());
            self.limiter.begin(Door::Login, account, address, Standing::Stranger).unwrap().right();
        }
    }

    #[test]
    fn the_wait_doubles_with_each_wrong_try_after_the_free_ones() {
        let world = World::new();
        for _ in 0..=FREE_PER_ACCOUNT {
            assert_eq!(world.wrong("ada", "192.0.2.1"), None);
        }
        for expected in [1, 2, 4, 8] {
            assert_eq!(world.wrong("Ada", "192.0.2.1"), Some(expected));
            world.wait(i64::try_from(expected).unwrap());
            assert_eq!(world.wrong("ada", "192.0.2.1"), None);
        }
        assert_eq!(world.wrong("ada", "192.0.2.1"), Some(16));
    }

    #[test]
    fn a_wait_ends_and_is_never_longer_than_a_quarter_of_an_hour() {
        let world = World::new();
        for _ in 0..40 {
            if let Some(seconds) = world.wrong("ada", "192.0.2.1") {
                assert!(seconds <= 900);
                world.wait(i64::try_from(seconds).unwrap());
            }
        }
        world.wait(2 * 3600);
        assert_eq!(world.wrong("ada", "192.0.2.1"), None);
    }

    #[test]
    fn others_and_elsewhere_are_not_held_up() {
        let world = World::new();
        while world.wrong("ada", "192.0.2.1").is_none() {}
        assert_eq!(world.wrong("bob", "192.0.2.1"), None);
        assert_eq!(world.wrong("ada", "192.0.2.2"), None);
    }

    #[test]
    fn trying_many_accounts_from_one_address_is_slowed_too() {
        let world = World::new();
        let mut tries = 0;
        while world.wrong(&format!("user{tries}"), "2001:db8::1").is_none() {
            tries += 1;
        }
        assert_eq!(tries, FREE_PER_ADDRESS + 1);
        assert!(world.wrong("another", "2001:db8::ffff:2").is_some(), "the same /64");
        assert_eq!(world.wrong("another", "2001:db8:0:1::1"), None);
    }

    #[test]
    fn whoever_shares_an_address_with_a_guesser_is_slower_and_not_shut_out() {
        let world = World::new();
        for number in 0..100 {
            if let Some(seconds) = world.wrong(&format!("user{number}"), "192.0.2.1") {
                assert!(seconds <= 5, "{seconds}");
                world.wait(i64::try_from(seconds).unwrap());
                assert_eq!(world.wrong(&format!("user{number}"), "192.0.2.1"), None);
            }
        }
        // One who came in from there before does not notice, and is counted as everybody is.
        let known = || {
            let address = Some("192.0.2.1".parse().unwrap());
            world.limiter.begin(Door::Login, "ada", address, Standing::KnownAddress).map(drop)
        };
        for _ in 0..=FREE_PER_ACCOUNT {
            assert!(known().is_ok());
        }
        assert!(matches!(known(), Err(AccessError::Limited { .. })));
    }

    #[test]
    fn the_right_one_begins_anew_for_the_account_and_does_not_pay_for_others() {
        let world = World::new();
        for _ in 0..FREE_PER_ACCOUNT {
            assert_eq!(world.wrong("ada", "192.0.2.1"), None);
        }
        world.right("ada", "192.0.2.1");
        for _ in 0..FREE_PER_ACCOUNT {
            assert_eq!(world.wrong("ada", "192.0.2.1"), None);
        }
        let mut tries = 2 * FREE_PER_ACCOUNT;
        while world.wrong(&format!("user{tries}"), "192.0.2.1").is_none() {
            tries += 1;
            if world
                .limiter
                .begin(
                    Door::Login,
                    "mallory",
                    Some("192.0.2.1".parse().unwrap()),
                    Standing::Stranger,
                )
                .map(Try::right)
                .is_err()
            {
                break;
            }
        }
        assert!(tries <= FREE_PER_ADDRESS + 1, "{tries}");
    }

    #[test]
    fn a_browser_that_is_known_does_not_wait_for_a_guesser_and_is_no_better_to_guess_with() {
        let world = World::new();
        while world.wrong("ada", "192.0.2.1").is_none() {}
        let address = Some("192.0.2.1".parse().unwrap());
        let with = |device| {
            world.limiter.begin(Door::Login, "ada", address, Standing::KnownDevice(device))
        };
        let (own, stolen) = (Device::of_test(1), Device::of_test(2));
        with(own).unwrap().right();
        assert!(world.wrong("ada", "192.0.2.1").is_some(), "the guesser goes on waiting");
        for _ in 0..=FREE_PER_ACCOUNT {
            assert!(with(stolen).is_ok());
        }
        assert!(matches!(with(stolen), Err(AccessError::Limited { .. })), "wherever it is used");
        with(own).unwrap().right();
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let counted = InMemory::default();
        for number in 0..2 * MOST {
            let address = format!("2001:db8:{:x}:{:x}::1", number / 65536, number % 65536);
            let network = Network::from(Some(address.parse().unwrap()));
            let counters = Counters::of(Door::Login, "ada", network, Standing::Stranger);
            let _ = counted.begin(&counters, 1_000_000);
        }
        assert!(counted.tries().len() <= MOST + 2);
    }
}
