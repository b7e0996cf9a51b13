//! Killed at every named point.

use hedgerow_sync::POINTS;

use crate::estate::Way;
use crate::process::Death;
use crate::session::Session;

/// How often each point is passed before the server dies there, in a long run.
const PASSINGS: usize = 4;

/// Gives the number of deaths.
fn die(way: Way, point: &'static str, passing: usize) -> usize {
    eprintln!("{way:?}: {point}:{passing}");
    let mut session = Session::new(way, [Death::Point(point, passing)]);
    session.play();
    session.died
}

fn die_at_every_point(way: Way, first_passing: usize) {
    for point in POINTS {
        let died = die(way, point, first_passing);
        assert!(died > 0, "no server died at {point}:{first_passing}: it is never passed");
        if std::env::var_os("HEDGEROW_CRASH_ROUNDS").is_some() {
            for passing in (1..=PASSINGS).filter(|passing| *passing != first_passing) {
                die(way, point, passing);
            }
        }
    }
}

#[test]
fn a_server_killed_at_any_point_loses_nothing_on_a_repository_of_this_machine() {
    die_at_every_point(Way::File, 1);
}

#[test]
fn a_server_killed_at_any_point_loses_nothing_on_smart_http() {
    die_at_every_point(Way::Http, 1);
}
