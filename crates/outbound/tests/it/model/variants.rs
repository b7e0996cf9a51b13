//! The model is run: as the machine is, and with the machine broken on purpose.

use std::time::Instant;

use hedgerow_outbound::{End, Moment, Next, OutOfOrder, Outcome, Pushed};
use stateright::{Checker, HasDiscoveries, Model};

use super::Machinery;
use super::checks::{ENDLESS, LOST, PUBLISHED, TWICE, UNJOURNALED};
use super::server::{Asked, Run, Step, StepOutcome};
use super::world::{Budget, Kind, Rule, Second};

const BUDGET: Budget = Budget { outside: 2, silences: 2, crashes: 2, takeovers: 1 };

const PLAIN: Kind = Kind { rule: Rule::Takes, second: Second::Commits, patient: true };

/// Worlds that differ in what the remote takes, what merging gives, and how long it is waited for.
fn kinds() -> Vec<Kind> {
    let kind = |rule, second, patient| Kind { rule, second, patient };
    vec![
        PLAIN,
        kind(Rule::Takes, Second::Commits, false),
        kind(Rule::DeclinesSecond, Second::Commits, true),
        kind(Rule::DeclinesSecond, Second::Commits, false),
        kind(Rule::Protected, Second::Deferred, true),
        kind(Rule::ReadOnly, Second::Deferred, true),
        kind(Rule::Takes, Second::Deferred, true),
        kind(Rule::Takes, Second::Conflicts, true),
        kind(Rule::Takes, Second::Present, true),
    ]
}

#[test]
fn in_every_order_of_events_nothing_is_lost_pushed_twice_or_called_published_without_being_so() {
    let began = Instant::now();
    let mut states = 0;
    for kind in kinds() {
        let model = Machinery { kind, budget: BUDGET, step: Run::step, fences: true };
        let checker = model.checker().threads(2).spawn_bfs().join();
        println!(
            "{kind:?}: {} states, {} steps deep, {:.1} s so far",
            checker.unique_state_count(),
            checker.max_depth(),
            began.elapsed().as_secs_f64()
        );
        for (name, path) in checker.discoveries() {
            let example = checker.discovery_classification(name).to_string() == "example";
            assert!(example, "{name}: {:#?}", path.into_actions());
        }
        states += checker.unique_state_count();
    }
    println!(
        "two changes, two servers, at most {BUDGET:?}: {states} states in {:.1} s",
        began.elapsed().as_secs_f64()
    );
}

/// The properties that the model finds broken first.
fn broken(model: Machinery) -> Vec<&'static str> {
    let failures = HasDiscoveries::AnyFailures;
    let checker = model.checker().finish_when(failures).spawn_bfs().join();
    let found = checker.discoveries().into_keys();
    found
        .filter(|name| checker.discovery_classification(name).to_string() == "counterexample")
        .collect()
}

fn broken_by(step: Step) -> Vec<&'static str> {
    broken(Machinery { kind: PLAIN, budget: BUDGET, step, fences: true })
}

type Stepped = Result<(Run, Asked), OutOfOrder>;

#[test]
fn a_machine_that_takes_silence_for_consent_is_found() {
    fn hopeful(run: Run, told: StepOutcome, at: Moment) -> Stepped {
        match told {
            Outcome::Pushed(Pushed::Unknown(())) => run.step(Outcome::Pushed(Pushed::Accepted), at),
            told => run.step(told, at),
        }
    }
    assert!(broken_by(hopeful).contains(&PUBLISHED));
}

#[test]
fn a_machine_that_calls_a_silent_push_failed_is_found() {
    fn hasty(run: Run, told: StepOutcome, at: Moment) -> Stepped {
        let (run, next) = run.step(told, at)?;
        Ok(match next {
            Next::End(End::Unsettled(())) => {
                (run, Next::End(End::Nothing { later: Vec::new(), doubt: None }))
            }
            next => (run, next),
        })
    }
    assert!(broken_by(hasty).contains(&LOST));
}

#[test]
fn a_machine_that_does_not_hear_what_a_look_found_is_found() {
    fn deaf(run: Run, told: StepOutcome, at: Moment) -> Stepped {
        match told {
            Outcome::Looked { moved, .. } => {
                run.step(Outcome::Looked { moved, landed: Vec::new() }, at)
            }
            told => run.step(told, at),
        }
    }
    assert!(broken_by(deaf).contains(&TWICE));
}

#[test]
fn a_machine_that_pushes_before_it_journals_is_found() {
    fn forgetful(run: Run, told: StepOutcome, at: Moment) -> Stepped {
        let (run, next) = run.step(told, at)?;
        if matches!(next, Next::Commit { .. }) {
            run.step(Outcome::Committed, at)
        } else {
            Ok((run, next))
        }
    }
    assert!(broken_by(forgetful).contains(&UNJOURNALED));
}

#[test]
fn a_machine_that_does_not_look_after_a_lost_race_is_found() {
    fn stubborn(run: Run, told: StepOutcome, at: Moment) -> Stepped {
        let (run, next) = run.step(told, at)?;
        let Next::Pause(_) = next else { return Ok((run, next)) };
        let (run, _) = run.step(Outcome::Paused, at)?;
        run.step(Outcome::Looked { moved: true, landed: Vec::new() }, at)
    }
    assert!(broken_by(stubborn).contains(&ENDLESS));
}

#[test]
fn a_database_that_takes_writes_with_an_old_number_is_found() {
    let model = Machinery { kind: PLAIN, budget: BUDGET, step: Run::step, fences: false };
    assert!(broken(model).contains(&LOST));
}
