//! Being asked to stop: by a signal, or by the end of standard input.

use std::io::Read;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;
use std::{io, thread};

use anyhow::{Context, Result, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Learns that the rig is to stop. The request stays: once stopped, every wait returns at once.
#[derive(Debug)]
pub(super) struct Stop {
    requests: Receiver<()>,
    asked: std::cell::Cell<bool>,
}

impl Stop {
    /// Takes over SIGINT, SIGTERM and SIGHUP from here on; with `stdin`, the end of standard input counts too.
    pub(super) fn listen(stdin: bool) -> Result<Self> {
        let mut signals =
            Signals::new([SIGHUP, SIGINT, SIGTERM]).context("failed to listen for signals")?;
        let (sender, requests) = channel();
        let by_signal = sender.clone();
        thread::spawn(move || {
            for _ in &mut signals {
                if by_signal.send(()).is_err() {
                    break;
                }
            }
        });
        thread::spawn(move || {
            if stdin {
                let mut input = io::stdin().lock();
                while matches!(input.read(&mut [0; 256]), Ok(1..)) {}
                // a receiver that is gone has stopped already
                let _ = sender.send(());
            } else {
                // keeps the channel open: silence is not a request
                thread::park();
                drop(sender);
            }
        });
        Ok(Self { requests, asked: std::cell::Cell::new(false) })
    }

    /// Waits for at most `time`; true when the rig is to stop.
    pub(super) fn wait(&self, time: Duration) -> bool {
        if !self.asked.get() {
            let asked = !matches!(self.requests.recv_timeout(time), Err(RecvTimeoutError::Timeout));
            self.asked.set(asked);
        }
        self.asked.get()
    }

    /// Tries `done` again and again, a little apart, until it gives something.
    ///
    /// # Errors
    /// When the rig is to stop, or `limit` has passed; what `done` fails with ends the wait too.
    pub(super) fn until<T>(
        &self,
        what: &str,
        limit: Duration,
        mut done: impl FnMut() -> Result<Option<T>>,
    ) -> Result<T> {
        let begun = std::time::Instant::now();
        loop {
            if let Some(value) = done()? {
                return Ok(value);
            }
            if self.wait(Duration::from_millis(50)) {
                bail!("stopped while waiting for {what}");
            }
            if begun.elapsed() > limit {
                bail!("no sign of {what} within {} s", limit.as_secs());
            }
        }
    }
}
