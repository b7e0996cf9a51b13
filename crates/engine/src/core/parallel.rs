//! Work without waits on many things, on all processors.

use std::thread::{available_parallelism, scope};

/// How many of them are worth a thread of their own.
const WORTH_A_THREAD: usize = 32;

/// What `each` makes of each of these, in their order. It takes as long as the slowest of the processors; few are done
/// without another thread.
pub(crate) fn on_all_processors<T: Sync, R: Send>(
    these: &[T],
    each: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let threads = available_parallelism().map_or(1, usize::from);
    let part = these.len().div_ceil(threads).max(WORTH_A_THREAD);
    let (mine, others) = these.split_at(part.min(these.len()));
    scope(|scope| {
        let each = &each;
        let others: Vec<_> = others
            .chunks(part)
            .map(|part| scope.spawn(move || part.iter().map(each).collect::<Vec<_>>()))
            .collect();
        let mut done: Vec<R> = Vec::with_capacity(these.len());
        done.extend(mine.iter().map(each));
        for part in others {
            done.extend(part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_done_once_and_in_their_order() {
        for many in [0, 1, WORTH_A_THREAD - 1, WORTH_A_THREAD, WORTH_A_THREAD + 1, 1_000] {
            let these: Vec<usize> = (0..many).collect();
            let done = on_all_processors(&these, |it| it * 2);
            assert_eq!(done, these.iter().map(|it| it * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    #[should_panic(expected = "of one of them")]
    fn a_panic_is_not_taken_for_nothing() {
        let these: Vec<usize> = (0..1_000).collect();
        on_all_processors(&these, |it| assert!(*it != 999, "of one of them"));
    }
}
