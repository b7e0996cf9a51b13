//! A server that is still at a point.

use std::ops::Deref;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use hedgerow_engine::Steps;

/// Stops a server at a point until it is let continue.
pub(crate) struct Gate {
    point: &'static str,
    at: Mutex<Stop>,
    moved: Condvar,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Stop {
    NotYet,
    Stopped,
    GoOn,
}

/// How long a server may take to get to a point.
const BOUND: Duration = Duration::from_secs(120);

/// A gate that is let go when its test ends: one that failed would otherwise wait for the server that waits for it.
pub(crate) struct Held(Arc<Gate>);

impl Deref for Held {
    type Target = Arc<Gate>;

    fn deref(&self) -> &Arc<Gate> {
        &self.0
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.becomes(Stop::GoOn);
    }
}

impl Gate {
    pub(crate) fn before(point: &'static str) -> Held {
        Held(Arc::new(Self { point, at: Mutex::new(Stop::NotYet), moved: Condvar::new() }))
    }

    pub(crate) fn becomes(&self, stop: Stop) {
        *self.at.lock().unwrap() = stop;
        self.moved.notify_all();
    }

    fn wait_to_go_on(&self) {
        let at = self.at.lock().unwrap();
        drop(self.moved.wait_while(at, |at| *at != Stop::GoOn).unwrap());
    }

    /// The server is still there.
    pub(crate) async fn stopped(self: &Arc<Self>) {
        let gate = Arc::clone(self);
        let there = tokio::task::spawn_blocking(move || {
            let at = gate.at.lock().unwrap();
            let waited = gate.moved.wait_timeout_while(at, BOUND, |at| *at != Stop::Stopped);
            !waited.unwrap().1.timed_out()
        });
        assert!(there.await.unwrap(), "the server did not get to {}", self.point);
    }
}

impl Steps for Gate {
    fn reached(&self, name: &'static str) {
        if name == self.point && *self.at.lock().unwrap() == Stop::NotYet {
            self.becomes(Stop::Stopped);
            // What waits for this thread, such as a connection's way back, continues elsewhere.
            tokio::task::block_in_place(|| self.wait_to_go_on());
        }
    }
}
