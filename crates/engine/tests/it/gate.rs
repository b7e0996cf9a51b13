//! A server that is still at a point.

use std::sync::{Arc, Condvar, Mutex};

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

impl Gate {
    pub(crate) fn before(point: &'static str) -> Arc<Self> {
        Arc::new(Self { point, at: Mutex::new(Stop::NotYet), moved: Condvar::new() })
    }

    pub(crate) fn becomes(&self, stop: Stop) {
        *self.at.lock().unwrap() = stop;
        self.moved.notify_all();
    }

    fn wait_until(&self, wanted: Stop) {
        let mut at = self.at.lock().unwrap();
        while *at != wanted {
            at = self.moved.wait(at).unwrap();
        }
    }

    /// The server is still there.
    pub(crate) async fn stopped(self: &Arc<Self>) {
        let gate = Arc::clone(self);
        tokio::task::spawn_blocking(move || gate.wait_until(Stop::Stopped)).await.unwrap();
    }
}

impl Steps for Gate {
    fn reached(&self, name: &'static str) {
        if name == self.point && *self.at.lock().unwrap() == Stop::NotYet {
            self.becomes(Stop::Stopped);
            // What waits for this thread, such as a connection's way back, continues elsewhere.
            tokio::task::block_in_place(|| self.wait_until(Stop::GoOn));
        }
    }
}
