//! Two readings of the clauses: ours, and that of `rigs/webhook`, which was written from their text alone. Both judge the
//! same stream of edits, made up so that each clause is violated and nearly violated; once as lines, and once through a
//! real API server that asks that webhook.

mod cluster;
mod compare;
mod edit;
mod ours;
mod program;
mod stored;

use std::sync::mpsc;
use std::thread;

use cluster::Cluster;
use program::{Program, Wanted};

/// Which edits are made up, and how often each clause is violated and nearly violated, at least; for a longer run by
/// hand the environment says otherwise.
const SEED: (&str, u64) = ("HEDGEROW_EDITS_SEED", 1);
const EACH: (&str, u64) = ("HEDGEROW_EDITS_EACH", 20);

/// How many edits of a value anywhere are made up in each fabric, for each of those of a clause: as lines, and through an
/// API server, where an edit takes longer.
const MUTATIONS: u64 = 25;
const MUTATIONS_OF_A_CLUSTER: u64 = 5;

/// Which edits are made up, and how many of each clause.
fn wanted(mutations: u64) -> Wanted {
    let [seed, each] = [SEED, EACH]
        .map(|(name, usual)| std::env::var(name).map_or(usual, |text| text.parse().unwrap()));
    Wanted { seed, each, mutations: mutations * each }
}

#[test]
fn an_independent_reading_of_the_clauses_refuses_and_accepts_the_same() {
    let program = Program::build();
    let wanted = wanted(MUTATIONS);
    let lines = program.generate(&wanted);
    let answers = program.judge();
    assert_eq!(lines.len(), answers.len());
    let mut answers = answers.into_iter();
    compare::compare(&lines, wanted.each, |_| answers.next().unwrap());
}

#[test]
#[ignore = "needs a Kubernetes API server, which `cargo xtask test --only cluster` starts"]
fn a_cluster_refuses_accepts_and_stores_the_same() {
    let program = Program::build();
    let wanted = wanted(MUTATIONS_OF_A_CLUSTER);
    let lines = program.generate(&wanted);
    let mut cluster = Cluster::start(&program);
    // The one edits while the other compares: what is sent does not depend on what is found.
    let (sender, answers) = mpsc::sync_channel(1000);
    thread::scope(|scope| {
        let lines = &lines;
        scope.spawn(move || {
            for line in lines {
                // Who compares has stopped at a failure, which it tells.
                let Ok(()) = sender.send(cluster.answer(line)) else { break };
            }
        });
        compare::compare(lines, wanted.each, |_| answers.recv().unwrap());
    });
}
