//! A read through the pool inside a group of writes of the same task would see the database as it was
//! before the group: a mistake that no test of values finds reliably. Debug builds, and with them
//! all tests, stop at it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::ThreadId;

/// A task, or the thread of one that the runtime gave no id (the outermost of a program or test).
type Task = (Option<tokio::task::Id>, Option<ThreadId>);

fn here() -> Task {
    let task = tokio::task::try_id();
    (task, task.is_none().then(|| std::thread::current().id()))
}

/// Which tasks have a group of writes open.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing(Arc<Mutex<HashMap<Task, usize>>>);

/// One group of writes of a task, until it is dropped.
pub(crate) struct Guard(Option<(Writing, Task)>);

impl Writing {
    /// A group of writes of this task begins.
    pub(crate) fn begins(&self) -> Guard {
        if cfg!(debug_assertions) {
            let task = here();
            self.add(task, 1);
            Guard(Some((self.clone(), task)))
        } else {
            Guard(None)
        }
    }

    /// Stops a debug build when this task has a group of writes open.
    pub(crate) fn none_here(&self) {
        debug_assert!(!self.is_here(), "a read beside the group of writes that this task has open");
    }

    fn is_here(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&here())
    }

    fn add(&self, task: Task, by: isize) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.get(&task).copied().unwrap_or(0).saturating_add_signed(by);
        if count == 0 {
            open.remove(&task);
        } else {
            open.insert(task, count);
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some((writing, task)) = self.0.take() {
            writing.add(task, -1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_group_of_writes_is_that_of_its_task_alone() {
        let writing = Writing::default();
        let guard = writing.begins();
        assert!(writing.is_here());
        let other = writing.clone();
        assert!(!tokio::spawn(async move { other.is_here() }).await.unwrap());
        drop(guard);
        assert!(!writing.is_here());
        writing.none_here();
    }

    #[test]
    #[should_panic(expected = "a read beside the group of writes")]
    fn a_read_beside_it_stops_a_debug_build() {
        let writing = Writing::default();
        let _guard = writing.begins();
        writing.none_here();
    }
}
