//! What is done next with a kind that is followed.

use std::time::Duration;

use crate::error::ClusterError;

/// The pause after the first failure; doubled each time.
const FIRST: Duration = Duration::from_secs(1);

/// The longest pause.
const LONGEST: Duration = Duration::from_secs(60);

/// What is done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The kind is listed whole.
    List,
    /// It is followed from what was seen last.
    Watch,
}

/// What is ahead of a kind that is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// What is done next.
    pub next: Next,
    /// After how long.
    pub pause: Duration,
    /// Whether nothing is known of the kind until then.
    pub is_away: bool,
}

/// How often it failed in a row.
#[derive(Clone, Copy, Debug, Default)]
pub struct Failures {
    all: u32,
    forgotten: u32,
}

impl Failures {
    /// Counts how a list or a watch ended; gives how often it failed like that in a row, this time included. Of what was
    /// forgotten only that counts, since the last success: a cluster that was away, or started again, has it listed as soon as it
    /// is back.
    pub fn count(&mut self, ended: Result<(), &ClusterError>) -> u32 {
        let Err(error) = ended else {
            *self = Self::default();
            return 0;
        };
        self.all = self.all.saturating_add(1);
        if *error != ClusterError::Expired {
            return self.all;
        }
        self.forgotten = self.forgotten.saturating_add(1);
        self.forgotten
    }

    /// The cluster told something, so it is there.
    pub fn hear(&mut self) {
        self.all = 0;
    }
}

/// What is done after a list or a watch ended: `ended` well, or not. `can_resume` says whether something was seen from
/// which to go on, `failures` how often it failed in a row, this time included; `jitter` is between 0 and 1, so that
/// not all come back at once.
#[must_use]
pub fn after(
    ended: Result<(), &ClusterError>,
    can_resume: bool,
    failures: u32,
    jitter: f64,
) -> Ahead {
    let resume = if can_resume { Next::Watch } else { Next::List };
    let Err(error) = ended else {
        return Ahead { next: resume, pause: Duration::ZERO, is_away: false };
    };
    let doubled = FIRST.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1).min(16)));
    let spread = |longest: Duration| longest.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0);
    match error {
        // It only has to be listed; what is known holds until then. Again and again is a trouble of its own.
        ClusterError::Expired => Ahead {
            next: Next::List,
            pause: if failures <= 1 { Duration::ZERO } else { spread(doubled.min(LONGEST)) },
            is_away: failures > 1,
        },
        ClusterError::TooMany(Some(asked)) => {
            let pause = spread(doubled.min(LONGEST)).max((*asked).min(LONGEST * 5));
            Ahead { next: resume, pause, is_away: true }
        }
        error if error.is_away() => {
            Ahead { next: resume, pause: spread(doubled.min(LONGEST)), is_away: true }
        }
        // Somebody has to do something about it; what came meanwhile is not worth following.
        _ => Ahead { next: Next::List, pause: spread(LONGEST), is_away: true },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWAY: ClusterError = ClusterError::TimedOut(Duration::from_secs(1));

    fn of(error: &ClusterError, failures: u32) -> (Next, u64, bool) {
        let ahead = after(Err(error), true, failures, 1.0);
        (ahead.next, ahead.pause.as_secs(), ahead.is_away)
    }

    #[test]
    fn what_ended_well_goes_on_at_once() {
        let ahead = Ahead { next: Next::Watch, pause: Duration::ZERO, is_away: false };
        assert_eq!(after(Ok(()), true, 0, 0.3), ahead);
        assert_eq!(after(Ok(()), false, 0, 0.3).next, Next::List);
    }

    #[test]
    fn a_cluster_that_is_away_is_asked_ever_less_often_from_where_it_was_left() {
        let pauses: Vec<u64> = (1..9).map(|failures| of(&AWAY, failures).1).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(of(&AWAY, 1).0, Next::Watch);
        assert!(of(&AWAY, 1).2);
        assert_eq!(after(Err(&AWAY), false, 1, 1.0).next, Next::List);
        assert_eq!(after(Err(&AWAY), true, u32::MAX, 1.0).pause, LONGEST);
    }

    #[test]
    fn not_all_come_back_at_once() {
        let at = |jitter| after(Err(&AWAY), true, 7, jitter).pause.as_secs();
        assert_eq!((at(0.0), at(0.5), at(1.0), at(7.0)), (30, 45, 60, 60));
    }

    #[test]
    fn what_was_forgotten_is_listed_at_once_but_not_in_a_loop() {
        assert_eq!(of(&ClusterError::Expired, 1), (Next::List, 0, false));
        assert_eq!(of(&ClusterError::Expired, 2), (Next::List, 2, true));
    }

    #[test]
    fn what_was_forgotten_while_the_cluster_was_away_is_listed_as_soon_as_it_is_back() {
        let mut failures = Failures::default();
        let mut next = |ended: Result<(), &ClusterError>| {
            let in_a_row = failures.count(ended);
            after(ended, true, in_a_row, 1.0).pause.as_secs()
        };
        let expired = Err(&ClusterError::Expired);
        let pauses = [Err(&AWAY), Err(&AWAY), Err(&AWAY), expired].map(&mut next);
        assert_eq!(pauses, [1, 2, 4, 0]);
        // That it cannot be listed either is not asked ever faster.
        assert_eq!([Err(&AWAY), expired, Err(&AWAY), expired].map(&mut next), [16, 2, 60, 4]);
        assert_eq!([Ok(()), expired, Err(&AWAY)].map(&mut next), [0, 0, 2]);
    }

    #[test]
    fn a_cluster_that_tells_something_is_there() {
        let mut failures = Failures::default();
        assert_eq!([Err(&AWAY), Err(&AWAY)].map(|ended| failures.count(ended)), [1, 2]);
        failures.hear();
        assert_eq!(failures.count(Err(&AWAY)), 1);
    }

    #[test]
    fn what_a_person_has_to_mend_is_tried_once_a_minute_and_listed() {
        for error in [
            ClusterError::Unauthorised,
            ClusterError::Forbidden("x".into()),
            ClusterError::NotFound,
            ClusterError::NotUnderstood("x".into()),
        ] {
            assert_eq!(of(&error, 1), (Next::List, 60, true));
        }
    }

    #[test]
    fn a_cluster_that_names_a_pause_gets_it_within_bounds() {
        let asked = |seconds| ClusterError::TooMany(Some(Duration::from_secs(seconds)));
        assert_eq!(of(&asked(9), 1).1, 9);
        assert_eq!(of(&asked(1), 4).1, 8);
        assert_eq!(of(&asked(86_400), 1).1, 300);
        assert_eq!(of(&ClusterError::TooMany(None), 1).1, 1);
    }
}
