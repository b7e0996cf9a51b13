//! What goes wrong at every request of an exchange: each ends in its bounds, with an outcome that is
//! true. Law 12.

use std::time::{Duration, Instant};

use hedgerow_git::{Cancel, Clock, Credential, ExchangeError, MirrorOptions, Oid, PushOutcome};
use hedgerow_testkit::{At, Fault, GitServer};

use crate::support::{Served, WAYS, Way, options};

/// Those that would last for ever.
const ENDLESS: [Fault; 3] = [Fault::Stall, Fault::StallInside, Fault::Drip];
const CUTS: [Fault; 2] = [Fault::Cut, Fault::CutInside];

/// No exchange of these tests takes so long, by far.
const BOUND: Duration = Duration::from_secs(30);

fn hurried() -> MirrorOptions {
    let deadline = Duration::from_millis(300);
    MirrorOptions { deadline, total_deadline: deadline, ..options() }
}

fn bounded<T>(exchange: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let result = exchange();
    assert!(began.elapsed() < BOUND, "it took {:?}", began.elapsed());
    result
}

/// Each of these with both ways of a push.
fn ways(stages: &[At]) -> Vec<(Way, At)> {
    WAYS.iter().flat_map(|way| stages.iter().map(|at| (*way, *at))).collect()
}

#[test]
fn reading_ends_in_time_whatever_never_ends() {
    for at in [At::FetchRefs, At::ListRefs, At::FetchPack] {
        for fault in ENDLESS {
            let served = Served::with(&hurried());
            let theirs = served.theirs();
            let faulty = served.server.fault(at, fault.clone());
            let error = bounded(|| served.fetch()).unwrap_err();
            let is_late =
                matches!(error, ExchangeError::TimedOut { .. } | ExchangeError::TooLong { .. });
            assert!(is_late && error.is_transient(), "{at:?} {fault:?}: {error:?}");
            if at != At::FetchPack {
                let error = bounded(|| served.look()).unwrap_err();
                assert!(
                    matches!(error, ExchangeError::TimedOut { .. } | ExchangeError::TooLong { .. }),
                    "{at:?} {fault:?}: {error:?}"
                );
            }
            drop(faulty);
            assert_ne!(served.mirror.known_head("main"), Some(theirs), "{at:?} {fault:?}");
        }
    }
}

#[test]
fn reading_ends_at_once_where_the_connection_does() {
    for at in [At::FetchRefs, At::ListRefs, At::FetchPack] {
        for fault in CUTS {
            let served = Served::new();
            let theirs = served.theirs();
            let faulty = served.server.fault(at, fault.clone());
            let error = bounded(|| served.fetch()).unwrap_err();
            assert!(matches!(error, ExchangeError::Network { .. }), "{at:?} {fault:?}: {error:?}");
            assert!(faulty.met() > 0);
            drop(faulty);
            assert_eq!(served.fetch(), Ok(Some(theirs)), "the mirror is none the worse");
        }
    }
}

#[test]
fn a_push_ends_in_time_and_is_uncertain_whatever_never_ends() {
    for (way, at) in ways(&[At::PushRefs, At::PushPack, At::PushTaken]) {
        for fault in ENDLESS {
            let served = way(&hurried());
            let faulty = served.server.fault(at, fault.clone());
            let outcome = bounded(|| served.push());
            assert_eq!(outcome, PushOutcome::TimedOut, "{at:?} {fault:?}");
            assert!(outcome.is_uncertain());
            drop(faulty);
        }
    }
}

#[test]
fn a_push_whose_connection_ends_is_uncertain_and_the_remote_tells() {
    for (way, at) in ways(&[At::PushRefs, At::PushPack, At::PushTaken]) {
        for fault in CUTS {
            let served = way(&options());
            let faulty = served.server.fault(at, fault.clone());
            let outcome = bounded(|| served.push());
            assert!(outcome.is_uncertain(), "{at:?} {fault:?}: {outcome:?}");
            assert!(faulty.met() > 0);
            drop(faulty);
            // Half an answer is one that Git has given.
            let taken = at == At::PushTaken || (at, &fault) == (At::PushPack, &Fault::CutInside);
            let there = if taken { Some(served.new) } else { served.old };
            assert_eq!(served.look(), Ok(there), "{at:?} {fault:?}");
            assert_eq!(served.push(), PushOutcome::Accepted, "{at:?} {fault:?}");
        }
    }
}

#[test]
fn nothing_ever_reaches_a_place_that_a_redirect_names() {
    for (way, at) in ways(&At::ALL) {
        let served = way(&options());
        let elsewhere = GitServer::start(served.pair.dir.path());
        let to = elsewhere.url("remote.git");
        let faulty = served.server.fault(at, Fault::Redirect(to.clone()));
        if matches!(at, At::FetchRefs | At::ListRefs | At::FetchPack) {
            served.theirs();
            let error = bounded(|| served.fetch()).unwrap_err();
            assert!(matches!(error, ExchangeError::Redirected { .. }), "{at:?}: {error:?}");
            assert!(error.to_string().contains("another port"), "{error}");
            assert!(error.remedy().contains("that URL"), "{}", error.remedy());
        } else {
            let before = served.remote_head();
            let outcome = bounded(|| served.push());
            assert!(outcome.message().contains("another port"), "{at:?}: {outcome:?}");
            // What was sent before the redirect may have been taken.
            let is_sent = at != At::PushRefs;
            assert_eq!(outcome.is_uncertain(), is_sent, "{at:?}: {outcome:?}");
            assert_eq!(matches!(outcome, PushOutcome::Refused { .. }), !is_sent, "{outcome:?}");
            if at != At::PushTaken {
                assert_eq!(served.remote_head(), before);
            }
        }
        assert!(faulty.met() > 0, "{at:?}");
        assert!(elsewhere.requests().is_empty(), "{at:?}: {:?}", elsewhere.requests());
    }
}

const TOTAL: Duration = Duration::from_secs(60);
const STEP: Duration = Duration::from_secs(5);

/// Behind deadlines of a minute each, by a clock that a test moves.
fn timed() -> (Clock, Served) {
    let clock = Clock::stopped();
    let options =
        MirrorOptions { deadline: TOTAL, total_deadline: TOTAL, clock: clock.clone(), ..options() };
    (clock, Served::with(&options))
}

/// Fetches; `heard` is called at every line with which the remote says that it is still at it.
fn fetch(served: &Served, heard: &mut dyn FnMut()) -> Result<Option<Oid>, ExchangeError> {
    let mut progress = |line: &str| {
        if line.contains("still at it") {
            heard();
        }
    };
    let fetched = served.mirror.fetch(&Credential::None, "main", &mut progress);
    fetched.map(|fetched| fetched.new)
}

#[test]
fn a_remote_that_only_talks_comes_to_its_end() {
    let (clock, served) = timed();
    served.theirs();
    let _faulty = served.server.fault(At::FetchPack, Fault::Drip);
    let mut lines = 0;
    let fetched = fetch(&served, &mut || {
        lines += 1;
        clock.advance(STEP);
    });
    assert_eq!(fetched, Err(ExchangeError::TooLong { after: TOTAL + STEP }));
    assert_eq!(lines, 13, "it talked all the time");
}

#[test]
fn a_transfer_that_goes_on_may_take_longer() {
    let (clock, served) = timed();
    // What cannot be compressed much: digits of numbers that follow from each other.
    let (mut text, mut number) = (String::new(), 0x9e37_79b9_7f4a_7c15_u64);
    while text.len() < 12 << 20 {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1).rotate_left(7);
        text.push_str(&format!("{number:016x}"));
    }
    let theirs = served.pair.repository.commit("main", "large", &[("large", Some(&text))]);
    let half = || served.server.fault(At::FetchPack, Fault::DripInside);
    let written = || {
        let files = std::fs::read_dir(served.mirror.path().join("objects/pack")).unwrap();
        files.map(|file| file.unwrap().metadata().unwrap().len()).sum::<u64>()
    };
    let faulty = half();
    // One object that is not complete: nothing is to be seen of it.
    let fetched = fetch(&served, &mut || clock.advance(STEP));
    assert_eq!(fetched, Err(ExchangeError::TooLong { after: TOTAL + STEP }));
    drop(faulty);

    // The next time it is written as it comes. What came gives it more time, and that ends too.
    let faulty = half();
    let fetched = fetch(&served, &mut || {
        if written() > 2 << 20 {
            clock.advance(STEP);
        }
    });
    let Err(ExchangeError::TooLong { after }) = fetched else { panic!("{fetched:?}") };
    assert!(after > TOTAL + Duration::from_secs(20), "{after:?}");
    assert_eq!(written(), 0, "what was half written is removed");
    drop(faulty);

    let (mut faulty, mut took) = (Some(half()), Duration::ZERO);
    let fetched = fetch(&served, &mut || {
        if took > TOTAL {
            faulty.take();
        } else if written() > 2 << 20 {
            clock.advance(STEP);
            took += STEP;
        }
    });
    assert_eq!(fetched, Ok(Some(theirs.parse().unwrap())));
    assert!(took > TOTAL, "it was not slow");
}

#[test]
fn whoever_stops_need_not_wait_for_a_remote() {
    for (way, at) in ways(&At::ALL) {
        let cancel = Cancel::new();
        let served = way(&MirrorOptions { cancel: cancel.clone(), ..options() });
        served.theirs();
        let faulty = served.server.fault(at, Fault::Stall);
        std::thread::scope(|scope| {
            let exchange = scope.spawn(|| match at {
                At::FetchRefs | At::ListRefs => served.look().map(drop),
                At::FetchPack => served.fetch().map(drop),
                _ => {
                    let outcome =
                        served.mirror.push(&Default::default(), "other", None, served.new);
                    assert!(matches!(outcome, PushOutcome::Unknown { .. }), "{outcome:?}");
                    assert!(outcome.is_uncertain());
                    Err(ExchangeError::Cancelled)
                }
            });
            faulty.wait();
            let began = Instant::now();
            cancel.cancel();
            assert_eq!(exchange.join().unwrap(), Err(ExchangeError::Cancelled), "{at:?}");
            assert!(began.elapsed() < BOUND, "{at:?}");
        });
        // Nothing begins afterwards either.
        assert_eq!(bounded(|| served.look()), Err(ExchangeError::Cancelled));
    }
}
