//! Killed again and again, at points and times that a seed gives.

use std::time::Duration;

use hedgerow_engine::POINTS;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use crate::estate::Way;
use crate::process::Death;
use crate::session::Session;

/// Rounds when none are asked for.
const ROUNDS: u64 = 6;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap())
}

fn death(random: &mut StdRng, way: Way) -> Death {
    if random.random_bool(0.4) {
        let point = POINTS.choose(random).copied().unwrap();
        return Death::Point(point, random.random_range(1..=3));
    }
    Death::After {
        delay: Duration::from_micros(random.random_range(0..2_000_000)),
        // On this machine the remote's own git is a child too, and a lock that it leaves in the
        // remote repository is for its owner to remove.
        with_children: random.random_bool(0.5) && way == Way::Http,
    }
}

#[test]
fn a_server_killed_at_random_times_loses_nothing() {
    let rounds = number("HEDGEROW_CRASH_ROUNDS").unwrap_or(ROUNDS);
    let first = number("HEDGEROW_CRASH_SEED").unwrap_or_else(|| rand::random_range(0..1_000_000));
    let mut died = 0;
    for seed in first..first + rounds {
        let mut random = StdRng::seed_from_u64(seed);
        let way = if random.random_bool(0.5) { Way::Http } else { Way::File };
        let deaths: Vec<Death> =
            (0..random.random_range(1..=4)).map(|_| death(&mut random, way)).collect();
        eprintln!("HEDGEROW_CRASH_SEED={seed} HEDGEROW_CRASH_ROUNDS=1: {way:?}, {deaths:?}");
        let mut session = Session::new(way, deaths);
        session.play();
        died += session.died;
    }
    eprintln!("{rounds} rounds, {died} deaths");
}
