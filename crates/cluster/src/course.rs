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
