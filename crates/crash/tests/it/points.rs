//! Killed at every named point.

use hedgerow_engine::POINTS;

use crate::estate::Way;
use crate::process::Death;
use crate::session::Session;

/// How often each point is passed before the server dies there, in a long run.
const PASSINGS: usize = 4;

/// What a server must have died of for its successor to pass this point. Refusals, which no round of
/// these has, are met elsewhere.
fn earlier(point: &str) -> Option<&'static str> {
    match point {
        "settle.looked" => Some("publish.attempts-written"),
        "settle.others-ended" => Some("normalise.pushed"),
        _ => None,
    }
}

/// Gives the number of deaths at the point.
fn die(way: Way, point: &'static str, passing: usize) -> usize {
    eprintln!("{way:?}: {point}:{passing}");
    let first = earlier(point).map(|earlier| Death::Point(earlier, 1));
    let mut session = Session::new(way, first.into_iter().chain([Death::Point(point, passing)]));
    session.play();
    session.died - usize::from(first.is_some())
}

fn die_at_every_point(way: Way) {
    let longer = std::env::var_os("HEDGEROW_CRASH_ROUNDS").is_some();
    // What is held has a test of its own, what is done in clusters and what repairs; only a database of an earlier version has edges to fill in, and
    // only a large directory is read in several batches.
    let elsewhere = ["publish.held", "fill.batch-written", "ingest.batch-written"];
    let is_met = |point: &&str| {
        // No fabric of these lives in a cluster.
        let of_clusters = ["apply.", "observe.", "verify."];
        !elsewhere.contains(point) && !of_clusters.iter().any(|of| point.starts_with(of))
    };
    for point in POINTS.iter().copied().filter(is_met) {
        assert!(die(way, point, 1) > 0, "no server died at {point}: it is never passed");
        for passing in 2..=if longer { PASSINGS } else { 1 } {
            die(way, point, passing);
        }
    }
}

#[test]
fn a_server_killed_at_any_point_loses_nothing_on_a_repository_of_this_machine() {
    die_at_every_point(Way::File);
}

#[test]
fn a_server_killed_at_any_point_loses_nothing_on_smart_http() {
    die_at_every_point(Way::Http);
}
