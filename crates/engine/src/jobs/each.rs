//! One task for each of several things, so that none waits for another.

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;

use tokio_util::task::AbortOnDropHandle;

/// How many of one sort do something at the same time. The others wait their turn, first come, first
/// served. Most of the time is spent waiting for remotes, so this is more than the machine has cores.
pub(super) const AT_ONCE: usize = 32;

/// The tasks; each ends when this is dropped.
#[derive(Debug)]
pub(super) struct Each<K>(HashMap<K, AbortOnDropHandle<()>>);

impl<K> Default for Each<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Each<K> {
    /// Starts the task of a thing, unless it is running. One that ended, however it did, starts again.
    pub(super) fn ensure<F>(&mut self, key: K, task: impl FnOnce() -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.0.retain(|_, task| !task.is_finished());
        self.0.entry(key).or_insert_with(|| AbortOnDropHandle::new(tokio::spawn(task())));
    }
}
