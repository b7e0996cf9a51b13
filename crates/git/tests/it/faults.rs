//! What goes wrong at every request of an exchange: each ends in its bounds, with an outcome that is
//! true. Law 12.

use std::time::{Duration, Instant};

use hedgerow_git::{Cancel, ExchangeError, MirrorOptions, PushOutcome};
use hedgerow_testkit::{At, Fault, GitServer};

use crate::support::{Served, options};

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
    for at in [At::PushRefs, At::PushPack, At::PushTaken] {
        for fault in ENDLESS {
            let served = Served::with(&hurried());
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
    for at in [At::PushRefs, At::PushPack, At::PushTaken] {
        for fault in CUTS {
            let served = Served::new();
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
    for at in At::ALL {
        let served = Served::new();
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

#[test]
fn a_remote_that_only_talks_comes_to_its_end() {
    let deadline = Duration::from_secs(3);
    let served = Served::with(&MirrorOptions { deadline, total_deadline: deadline, ..options() });
    served.theirs();
    let faulty = served.server.fault(At::FetchPack, Fault::Drip);
    let mut heard = 0;
    let mut progress = |line: &str| heard += usize::from(line.contains("still at it"));
    let began = Instant::now();
    let fetched = served.mirror.fetch(&Default::default(), "main", &mut progress);
    let Err(ExchangeError::TooLong { after }) = fetched else { panic!("{fetched:?}") };
    assert!(after >= deadline && began.elapsed() < BOUND);
    assert!(heard > 10, "it talked all the time");
    drop(faulty);
}

#[test]
fn a_transfer_that_goes_on_may_take_longer() {
    let (deadline, total_deadline) = (Duration::from_secs(4), Duration::from_secs(4));
    let served = Served::with(&MirrorOptions { deadline, total_deadline, ..options() });
    // What cannot be compressed much: digits of numbers that follow from each other.
    let (mut text, mut number) = (String::new(), 0x9e37_79b9_7f4a_7c15_u64);
    while text.len() < 24 << 20 {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1).rotate_left(7);
        text.push_str(&format!("{number:016x}"));
    }
    let theirs = served.pair.repository.commit("main", "large", &[("large", Some(&text))]);
    let _slow = served.server.fault(At::FetchPack, Fault::Slow);
    // One object that is not complete: nothing is to be seen of it.
    let first = served.fetch();
    assert!(matches!(first, Err(ExchangeError::TooLong { .. })), "{first:?}");
    {
        let _faulty = served.server.fault(At::FetchPack, Fault::StallInside);
        assert!(served.fetch().is_err());
        let left = std::fs::read_dir(served.mirror.path().join("objects/pack")).unwrap().count();
        assert_eq!(left, 0, "what was half written is removed");
    }
    let _faulty = served.server.fault(At::FetchPack, Fault::Slow);
    let began = Instant::now();
    assert_eq!(served.fetch(), Ok(Some(theirs.parse().unwrap())));
    assert!(began.elapsed() > total_deadline, "it was not slow");
}

#[test]
fn whoever_stops_need_not_wait_for_a_remote() {
    for at in At::ALL {
        let cancel = Cancel::new();
        let served = Served::with(&MirrorOptions { cancel: cancel.clone(), ..options() });
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
