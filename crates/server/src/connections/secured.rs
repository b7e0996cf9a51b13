//! The beginning of a connection by TLS: a handshake in time, and a clear end for who speaks without.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::{Unread, unread_for};

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How long one that is sent away may take to go.
const GOING: Duration = Duration::from_secs(1);

/// The most that is read of one that is sent away, in bytes.
const READ: usize = 64 << 10;

/// What a browser or program is told that speaks HTTP where TLS is spoken.
const NO_TLS: &str = "this port speaks HTTPS: begin the address with https://\n";

/// Shakes hands; nothing when that did not come about in time. `head`: how long the head of a request may
/// take, which the handshake may not outlast.
pub(super) async fn shake(
    stream: TcpStream,
    tls: &TlsAcceptor,
    unread: Duration,
    head: Duration,
) -> Option<TlsStream<Unread>> {
    let shaking = async {
        let mut first = [0];
        if stream.peek(&mut first).await.ok()? == 1 && is_plain(first[0]) {
            send_away(stream).await;
            return None;
        }
        match tls.accept(unread_for(stream, unread)).await {
            Ok(stream) => Some(stream),
            Err(error) => {
                tracing::debug!(reason = %error, "a handshake failed");
                None
            }
        }
    };
    tokio::time::timeout(HANDSHAKE.min(head), shaking).await.ok()?
}

/// Whether a connection that begins so is HTTP without TLS: a method's name begins with a letter, a
/// handshake with 22 (RFC 8446, 5.1).
fn is_plain(first: u8) -> bool {
    first.is_ascii_alphabetic()
}

/// Says what is wrong, and reads what was on its way: a connection that is closed before loses its answer.
async fn send_away(mut stream: TcpStream) {
    let answer = format!(
        "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: \
         close\r\ncontent-length: {}\r\n\r\n{NO_TLS}",
        NO_TLS.len()
    );
    let going = async {
        stream.write_all(answer.as_bytes()).await.ok()?;
        stream.shutdown().await.ok()?;
        let mut read = 0;
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = stream.read(&mut buffer).await {
            read += count;
            if read > READ {
                break;
            }
        }
        Some(())
    };
    // Whoever does not go is cut off.
    let _ = tokio::time::timeout(GOING, going).await;
}
