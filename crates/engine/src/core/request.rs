//! What is held while work for a request continues, on whatever thread: the permit that bounds how much is
//! worked on at once. And whether anybody still waits for what is read.
//!
//! Whoever serves requests gives the permit; work that blocks keeps it to its own end, also when the
//! future that waited for it is dropped, because its client hung up.

use std::any::Any;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What bounds the work of requests, given back when it is dropped.
pub type Permit = Arc<dyn Any + Send + Sync>;

/// What is held for one request.
pub(crate) struct Held {
    permit: Permit,
    abandoned: AtomicBool,
}

tokio::task_local! {
    static HELD: Arc<Held>;
}

/// Says that nobody waits any more, when it is dropped before the work's end.
struct Waiting(Arc<Held>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.abandoned.store(true, Ordering::Relaxed);
    }
}

/// Does the work of a request that holds a permit. When the future is dropped, what reads on a thread of
/// its own stops soon, and keeps the permit until then.
pub async fn for_request<T>(permit: Permit, work: impl Future<Output = T>) -> T {
    let held = Arc::new(Held { permit, abandoned: AtomicBool::new(false) });
    let _waiting = Waiting(Arc::clone(&held));
    HELD.scope(held, work).await
}

/// Work that holds the same permit and is not abandoned when its request is: for a task of its own.
pub fn to_its_end<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let permit = HELD.try_with(|held| Arc::clone(&held.permit)).ok();
    async move {
        match permit {
            None => work.await,
            Some(permit) => {
                let held = Arc::new(Held { permit, abandoned: AtomicBool::new(false) });
                HELD.scope(held, work).await
            }
        }
    }
}

/// What is held for the request whose work this is; nothing for work that no request asked for.
pub(crate) fn held() -> Option<Arc<Held>> {
    HELD.try_with(Arc::clone).ok()
}

/// Whether nobody waits for the request any more, to be asked from another thread.
pub(crate) fn is_abandoned(held: Option<&Arc<Held>>) -> bool {
    held.is_some_and(|held| held.abandoned.load(Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::core::blocking;

    /// Starts work that blocks until it is told to continue, for a request whose client hangs up meanwhile.
    /// Gives whether the permit was held until the end of the work, and whether the work was told.
    async fn hung_up(writes: bool) -> (bool, bool) {
        let permit = Arc::new(());
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (go, may_go) = mpsc::channel::<()>();
        let (told, is_told) = tokio::sync::oneshot::channel();
        let work = async move {
            let held = held();
            let _ = blocking(move || {
                begun.send(()).unwrap();
                may_go.recv().unwrap();
                told.send(is_abandoned(held.as_ref())).unwrap();
            })
            .await;
        };
        let given: Permit = Arc::clone(&permit) as Permit;
        let request = tokio::spawn(for_request(given, async move {
            if writes {
                let _ = tokio::spawn(to_its_end(work)).await;
            } else {
                work.await;
            }
        }));
        has_begun.await.unwrap();
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
        let kept = Arc::strong_count(&permit) > 1;
        go.send(()).unwrap();
        (kept, is_told.await.unwrap())
    }

    #[tokio::test]
    async fn who_reads_is_told_that_nobody_waits_and_keeps_the_permit_until_then() {
        assert_eq!(hung_up(false).await, (true, true));
    }

    #[tokio::test]
    async fn who_writes_is_not_told_and_keeps_the_permit() {
        assert_eq!(hung_up(true).await, (true, false));
    }

    #[tokio::test]
    async fn the_permit_is_given_back_at_the_end() {
        let permit = Arc::new(());
        for_request(Arc::clone(&permit) as Permit, async { blocking(|| ()).await.unwrap() }).await;
        assert_eq!(Arc::strong_count(&permit), 1);
    }
}
