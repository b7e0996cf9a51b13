//! One task for each of several things, so that none waits for another.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::hash::Hash;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio_util::task::AbortOnDropHandle;

/// How many of one sort do something at the same time. The others wait their turn, first come, first
/// served. Most of the time is spent waiting for remotes, so this is more than the machine has cores.
const AT_ONCE: usize = 32;

/// The tasks; each ends when this is dropped.
#[derive(Debug)]
pub(super) struct Each<K> {
    tasks: HashMap<K, AbortOnDropHandle<()>>,
    room: Arc<Semaphore>,
}

impl<K> Default for Each<K> {
    fn default() -> Self {
        Self { tasks: HashMap::new(), room: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl<K: Eq + Hash> Each<K> {
    /// Ends the tasks of all other things.
    pub(super) fn keep_only(&mut self, those: &HashSet<K>) {
        self.tasks.retain(|key, _| those.contains(key));
    }

    /// Starts the task of a thing, unless it is running. One that ended, however it did, starts again.
    /// It takes a permit of what it is given while it does something.
    pub(super) fn ensure<F>(&mut self, key: K, task: impl FnOnce(Arc<Semaphore>) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tasks.retain(|_, task| !task.is_finished());
        let room = &self.room;
        self.tasks
            .entry(key)
            .or_insert_with(|| AbortOnDropHandle::new(tokio::spawn(task(Arc::clone(room)))));
    }
}
