//! What was sent is read to its end, also where nobody asked for it.
//!
//! A connection on which something is left unread is closed with the answer, and a long answer that is
//! still on its way is lost with it: whoever asked hears that the peer disconnected, though the
//! server did what it was asked.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Error;
use axum::body::{Body, BodyDataStream, Bytes, HttpBody as _};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::{Stream, StreamExt as _};
use tokio::time::timeout;

/// The most bytes that are read of what nobody asked for.
const MOST: usize = 1 << 20;

/// How long that may take.
const LONGEST: Duration = Duration::from_secs(5);

/// Reads what the handler left unread.
pub(crate) async fn drain(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let sent = Shared(Arc::new(Mutex::new(Some(body.into_data_stream()))));
    let body = Body::from_stream(sent.clone());
    let answer = next.run(Request::from_parts(parts, body)).await;
    if timeout(LONGEST, sent.read_on()).await.is_err() {
        tracing::debug!("a request was not read to its end: it took too long");
    }
    answer
}

/// What was sent, as far as it is not read: for the handler first, and then for nobody.
#[derive(Clone)]
struct Shared(Arc<Mutex<Option<BodyDataStream>>>);

impl Shared {
    async fn read_on(mut self) {
        let mut read = 0;
        while let Some(Ok(bytes)) = self.next().await {
            read += bytes.len();
            if read > MOST {
                return;
            }
        }
    }
}

impl Stream for Shared {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(stream) = &mut *sent else { return Poll::Ready(None) };
        let found = stream.poll_next_unpin(context);
        if matches!(found, Poll::Ready(None | Some(Err(_)))) {
            *sent = None;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::middleware::from_fn;
    use axum::routing::post;
    use futures::stream;
    use tower::ServiceExt as _;

    use super::*;

    /// How many of a hundred pieces of `size` bytes were read for an answer to `path`.
    async fn read(path: &str, size: usize) -> usize {
        let pieces = Arc::new(Mutex::new(0));
        let counted = pieces.clone();
        let body = stream::iter(0..100).map(move |_| {
            *counted.lock().unwrap() += 1;
            Ok::<_, Error>(Bytes::from(vec![b'x'; size]))
        });
        let router = Router::new()
            .route("/ignores", post(|| async { "done" }))
            .route("/reads", post(|bytes: Bytes| async move { bytes.len().to_string() }))
            .layer(from_fn(drain));
        let request = Request::post(path).body(Body::from_stream(body)).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        assert!(answer.status().is_success());
        *pieces.lock().unwrap()
    }

    #[tokio::test]
    async fn what_nobody_asked_for_is_read_to_its_end_within_bounds() {
        assert_eq!(read("/ignores", 1000).await, 100);
        assert_eq!(read("/reads", 1000).await, 100);
        assert_eq!(read("/ignores", MOST / 2).await, 3);
    }
}
