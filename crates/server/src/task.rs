//! Work that continues when the client goes away.

use std::future::Future;

use hedgerow_engine::EngineError;

use crate::problem::Problem;

/// Runs a write to its end even when the client hangs up in between: a half-waited-for publish
/// must not be a half-done one.
pub(crate) async fn to_the_end<T, F>(work: F) -> Result<T, Problem>
where
    T: Send + 'static,
    F: Future<Output = Result<T, EngineError>> + Send + 'static,
{
    match tokio::spawn(hedgerow_engine::to_its_end(work)).await {
        Ok(outcome) => outcome.map_err(Problem::from),
        Err(stopped) => Err(Problem::internal(&format!("a task ended early: {stopped}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_goes_on_when_nobody_waits_for_it() {
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (go, may_go) = tokio::sync::oneshot::channel();
        let (done, is_done) = tokio::sync::oneshot::channel();
        let waiting = tokio::spawn(to_the_end(async move {
            begun.send(()).unwrap();
            may_go.await.unwrap();
            done.send(()).unwrap();
            Ok(())
        }));
        has_begun.await.unwrap();
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        go.send(()).unwrap();
        is_done.await.unwrap();
    }

    #[tokio::test]
    async fn a_panic_becomes_a_problem() {
        let problem = to_the_end::<(), _>(async { panic!("a secret reason") }).await.unwrap_err();
        assert_eq!(problem.status, 500);
        assert!(!problem.detail.contains("secret"));
    }
}
