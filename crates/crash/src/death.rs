//! The listener that ends the process.

use std::sync::atomic::{AtomicUsize, Ordering};

use hedgerow_engine::Steps;
use rustix::process::{Signal, getpid, kill_process};

/// Waits for a point to be passed for the n-th time.
#[derive(Debug)]
pub(crate) struct Death {
    at: Option<(&'static str, usize)>,
    passed: AtomicUsize,
}

impl Death {
    pub(crate) fn new(at: Option<(&'static str, usize)>) -> Self {
        Self { at, passed: AtomicUsize::new(0) }
    }
}

impl Steps for Death {
    fn reached(&self, name: &'static str) {
        let Some((point, count)) = self.at else { return };
        if name != point || self.passed.fetch_add(1, Ordering::SeqCst) + 1 != count {
            return;
        }
        // Nothing of the process runs after this: no destructor, no flush.
        let _ = kill_process(getpid(), Signal::KILL);
        loop {
            std::thread::park();
        }
    }
}
