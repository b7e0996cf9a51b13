//! The connections of the server: how many, and how long each may do nothing.
//!
//! One that is silent, sends half of a request, or leaves its answer unread is closed in time. When there
//! is no room for a new one, the oldest that is not being answered makes room; when all are, the new one
//! is answered from a small reserve if it asks how the server is, and told that it is busy otherwise.

mod secured;
mod table;

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderValue;
use axum::http::header::CONNECTION;
use axum::response::{IntoResponse as _, Response};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::bounds::Bounds;
use crate::health;
use crate::problem::Problem;
use table::{Id, Table};

/// Connections beyond the bound that are told how the server is, and nothing else.
const RESERVE: usize = 8;

/// How long one that does nothing is let alone, as long as there is room without it.
const GRACE: Duration = Duration::from_secs(1);

/// How long one of the reserve may be open.
const RESERVED_FOR: Duration = Duration::from_secs(5);

/// How long to wait before the next connection is taken, after one could not be.
const AFTER_FAILURE: Duration = Duration::from_millis(50);

/// When whoever is sent away is told to come again, in seconds.
const COME_AGAIN: u64 = 5;

/// The most bytes of a request's head, and of what is read ahead of a body.
const READ_AHEAD: usize = 64 << 10;

/// How connections are served.
#[derive(Clone, Copy)]
pub(crate) struct How<'a> {
    pub(crate) bounds: &'a Bounds,
    /// What shakes hands, where the server speaks TLS itself.
    pub(crate) tls: Option<&'a TlsAcceptor>,
    pub(crate) stopping: &'a CancellationToken,
}

/// Takes connections until the server stops, and then waits for those that are open.
pub(crate) async fn serve(listener: TcpListener, router: Router, how: How<'_>) {
    let How { bounds, stopping, .. } = how;
    let open = Open::begin();
    let graceful = GracefulShutdown::new();
    loop {
        let taken = tokio::select! {
            () = stopping.cancelled() => break,
            taken = listener.accept() => taken,
        };
        let (stream, from) = match taken {
            Ok(taken) => taken,
            Err(error) => {
                failed(&error, &open, stopping).await;
                continue;
            }
        };
        let Some(room) = open.room(bounds.connections) else { continue };
        let place = open.enter(from);
        let connection = Connection { from, room, place };
        connection.start(stream, router.clone(), how, &graceful);
    }
    drop(listener);
    graceful.shutdown().await;
}

/// A connection could not be taken: without room for another file, the oldest that does nothing is closed.
async fn failed(error: &io::Error, open: &Open, stopping: &CancellationToken) {
    let gone = [
        io::ErrorKind::ConnectionAborted,
        io::ErrorKind::ConnectionReset,
        io::ErrorKind::ConnectionRefused,
    ];
    if gone.contains(&error.kind()) {
        return;
    }
    tracing::warn!(reason = %error, "a connection could not be accepted");
    open.make_room(Duration::ZERO);
    tokio::select! {
        () = stopping.cancelled() => {}
        () = tokio::time::sleep(AFTER_FAILURE) => {}
    }
}

/// What a new connection may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    /// Everything.
    Whole,
    /// Ask how the server is.
    Reserved,
}

/// The open connections.
#[derive(Clone)]
struct Open {
    began: Instant,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    table: Table,
    /// What closes each.
    close: HashMap<Id, CancellationToken>,
}

impl Open {
    fn begin() -> Self {
        Self { began: Instant::now(), state: Arc::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What there is room for; nothing where all are being answered, those of the reserve too.
    fn room(&self, most: usize) -> Option<Room> {
        let open = self.state().table.len();
        if open < most || self.make_room(GRACE) {
            return Some(Room::Whole);
        }
        (open < most + RESERVE || self.make_room(Duration::ZERO)).then_some(Room::Reserved)
    }

    /// Closes one that did nothing for so long.
    fn make_room(&self, idle: Duration) -> bool {
        let Some(since) = self.began.elapsed().checked_sub(idle) else { return false };
        let mut state = self.state();
        let Some(victim) = state.table.victim(since) else { return false };
        state.table.remove(victim);
        if let Some(close) = state.close.remove(&victim) {
            close.cancel();
        }
        true
    }

    fn enter(&self, from: SocketAddr) -> Arc<TableEntry> {
        let close = CancellationToken::new();
        let mut state = self.state();
        let id = state.table.add(from.ip(), self.began.elapsed());
        state.close.insert(id, close.clone());
        drop(state);
        Arc::new(TableEntry { open: self.clone(), id, close })
    }
}

/// A connection's place in the table; given back when it is closed.
struct TableEntry {
    open: Open,
    id: Id,
    close: CancellationToken,
}

impl Drop for TableEntry {
    fn drop(&mut self) {
        let mut state = self.open.state();
        state.table.remove(self.id);
        state.close.remove(&self.id);
    }
}

/// A request that is being answered; ends when the answer was sent.
struct Answering(Arc<TableEntry>);

impl Answering {
    fn begin(place: &Arc<TableEntry>) -> Self {
        place.open.state().table.asks(place.id);
        Self(Arc::clone(place))
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        let now = self.0.open.began.elapsed();
        self.0.open.state().table.answered(self.0.id, now);
    }
}

/// A connection that was taken.
struct Connection {
    from: SocketAddr,
    room: Room,
    place: Arc<TableEntry>,
}

impl Connection {
    fn start(self, stream: TcpStream, router: Router, how: How<'_>, graceful: &GracefulShutdown) {
        let Self { from, room, place } = self;
        drop(stream.set_nodelay(true));
        let close = place.close.clone();
        let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
            answer(router.clone(), request, from, room, Answering::begin(&place))
        });
        let (unread, head) = (how.bounds.unread, how.bounds.head);
        let head = if room == Room::Whole { head } else { head.min(RESERVED_FOR) };
        let (tls, stopping) = (how.tls.cloned(), how.stopping.clone());
        // From now on the server waits for it when it stops.
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            let speaking = async {
                match tls {
                    None => speak(unread_for(stream, unread), head, service, watcher).await,
                    Some(tls) => {
                        let secured = secured::shake(stream, &tls, unread, head);
                        let secured = tokio::select! {
                            secured = secured => secured,
                            () = stopping.cancelled() => None,
                        };
                        if let Some(stream) = secured {
                            speak(stream, head, service, watcher).await;
                        }
                    }
                }
            };
            let limit = async {
                match room {
                    Room::Whole => std::future::pending().await,
                    Room::Reserved => tokio::time::sleep(RESERVED_FOR).await,
                }
            };
            tokio::select! {
                () = speaking => {}
                () = close.cancelled() => {}
                () = limit => {}
            }
        });
    }
}

/// A connection whose client may leave an answer unread for so long.
type Unread = Pin<Box<TimeoutStream<TcpStream>>>;

fn unread_for(stream: TcpStream, unread: Duration) -> Unread {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(unread));
    Box::pin(stream)
}

/// Speaks HTTP on a connection until it ends.
async fn speak<T, S>(stream: T, head: Duration, service: S, watcher: Watcher)
where
    T: AsyncRead + AsyncWrite + Unpin + 'static,
    S: hyper::service::Service<hyper::Request<Incoming>, Response = Response, Error = Infallible>,
{
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_buf_size(READ_AHEAD)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(reason = %error, "a connection ended early");
    }
}

/// Answers one request of a connection.
async fn answer(
    router: Router,
    request: hyper::Request<Incoming>,
    from: SocketAddr,
    room: Room,
    answering: Answering,
) -> Result<Response, Infallible> {
    let mut request: Request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(from));
    let mut response = if room == Room::Whole || health::is_asked(request.uri().path()) {
        router.oneshot(request).await?
    } else {
        Problem::busy(COME_AGAIN, "too many requests are being answered").into_response()
    };
    if room == Room::Reserved {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response.map(|body| Body::new(Sent { body, _answering: answering })))
}

/// An answer on its way.
struct Sent {
    body: Body,
    _answering: Answering,
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use futures::stream;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::sync::{mpsc, oneshot};

    use super::*;

    /// Tells when the answer that it belongs to is given up, or was sent.
    struct Ended(Option<oneshot::Sender<()>>);

    impl Drop for Ended {
        fn drop(&mut self) {
            if let Some(told) = self.0.take() {
                let _ = told.send(());
            }
        }
    }

    /// A server whose one answer has no end, and what is told when it is given up.
    async fn endless(
        unread: Duration,
    ) -> (SocketAddr, mpsc::UnboundedReceiver<oneshot::Receiver<()>>) {
        let (given, answers) = mpsc::unbounded_channel();
        let answer = move || {
            let (told, is_told) = oneshot::channel();
            given.send(is_told).unwrap();
            let ended = Ended(Some(told));
            let pieces = stream::unfold(ended, |ended| async move {
                Some((Ok::<_, io::Error>(Bytes::from_static(&[b'x'; 64 << 10])), ended))
            });
            std::future::ready(Body::from_stream(pieces))
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let bounds = Bounds { unread, ..Bounds::default() };
        let router = Router::new().route("/", get(answer));
        tokio::spawn(async move {
            let stopping = CancellationToken::new();
            let how = How { bounds: &bounds, tls: None, stopping: &stopping };
            serve(listener, router, how).await;
        });
        (address, answers)
    }

    async fn asked(address: SocketAddr) -> TcpStream {
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nhost: h\r\n\r\n").await.unwrap();
        client
    }

    #[tokio::test]
    async fn an_answer_that_nobody_reads_is_given_up() {
        let (address, mut answers) = endless(Duration::from_millis(20)).await;
        let mut client = asked(address).await;
        answers.recv().await.unwrap().await.unwrap();
        // What is left in the sockets on the way, and then the end.
        let mut rest = vec![0; 64 << 10];
        while matches!(client.read(&mut rest).await, Ok(read) if read > 0) {}
    }

    #[tokio::test]
    async fn one_that_is_read_is_not() {
        let unread = Duration::from_millis(200);
        let (address, mut answers) = endless(unread).await;
        let mut client = asked(address).await;
        let mut answer = answers.recv().await.unwrap();
        let (began, mut piece) = (Instant::now(), vec![0; 64 << 10]);
        while began.elapsed() < 3 * unread {
            assert!(client.read(&mut piece).await.unwrap() > 0);
        }
        assert!(answer.try_recv().is_err(), "it goes on");
    }
}
