//! A look of our own at the way to a remote: as far as a handshake, and no further.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use secrecy::ExposeSecret;

use super::Found;
use super::handshake::{Handshake, Wire, await_alert, shake};
use super::judge::{described, judge};
use super::words::Told;
use crate::credential::basic;
use crate::transport::now;
use crate::url::HttpParts;
use crate::{Cancel, Proxy, ProxyScheme, RemoteUrl, Transport, Trouble};

/// How long one address may take to be connected to.
const CONNECT: Duration = Duration::from_secs(3);
/// How long a server may take to refuse a client's certificate, after the handshake.
const REFUSAL: Duration = Duration::from_secs(2);
/// How often a cancellation is looked for.
const TICK: Duration = Duration::from_millis(50);
/// The most of a proxy's answer that is read, in bytes.
const HEAD: usize = 16 * 1024;

/// What is wrong on the way to this URL, as far as a handshake shows. `None` when nothing is found, or
/// when it is not looked at: through SOCKS.
pub(super) fn observe(
    url: &RemoteUrl,
    transport: &Transport,
    said: Told,
    until: Instant,
    cancel: &Cancel,
) -> Option<Found> {
    let remote = url.http_parts()?;
    let bounded = |stream| Bounded { stream, until, cancel: cancel.clone() };
    let wire: Box<dyn Wire> = match transport.proxy_for(url) {
        None => Box::new(bounded(connect(&remote.host, remote.port, until)?)),
        Some(proxy) => match through(proxy, &remote, transport, until, &bounded) {
            Ok(wire) => wire?,
            Err(found) => return Some(found),
        },
    };
    if !remote.secure {
        return None;
    }
    let host = name(&remote.host)?;
    let client = transport.client().and_then(|client| client.certified()).map(Arc::new);
    let shows = client.is_some();
    let (mut handshake, stream) = shake(wire, host.clone(), client);
    let judged = judge(&handshake.certificates, &host, transport.authorities(), now());
    let doubted =
        said.trouble.filter(|_| !handshake.certificates.is_empty()).and_then(
            |trouble| match trouble {
                // Everything else about it is right, and the system's authorities are git's to know.
                Trouble::Untrusted if transport.authorities().is_none() => {
                    Some(Trouble::UnknownAuthority)
                }
                Trouble::UnknownAuthority
                | Trouble::Expired
                | Trouble::NotYetValid
                | Trouble::OtherHost
                | Trouble::Untrusted => Some(trouble),
                _ => None,
            },
        );
    if let Some(trouble) = judged.or(doubted) {
        return Some(Found { trouble, detail: described(&handshake.certificates) });
    }
    if handshake.not_tls {
        return Some(Found {
            trouble: Trouble::NoTls,
            detail: "what came back is none".to_owned(),
        });
    }
    if let Some(mut stream) = stream {
        await_alert(&mut handshake, &mut stream);
    }
    let refused = handshake.alert.is_some() || handshake.ended || said.answered;
    let trouble = of_client(handshake.requests_certificate && refused, shows)?;
    Some(Found { trouble, detail: said_of_client(&handshake, transport) })
}

/// What a server that asked who connects and then refused wants. `shows`: it was shown a certificate.
fn of_client(refused: bool, shows: bool) -> Option<Trouble> {
    refused.then_some(match shows {
        false => Trouble::ClientCertificateRequired,
        true => Trouble::ClientCertificateRefused,
    })
}

fn said_of_client(handshake: &Handshake, transport: &Transport) -> String {
    let said = match &handshake.alert {
        Some(alert) => format!("it says `{alert:?}`"),
        None if handshake.ended => "it ends the connection".to_owned(),
        None => "it asks who connects".to_owned(),
    };
    let Some(client) = transport.client() else { return said };
    let known = client.known();
    let ended = if known.has_expired(now()) { ", which has expired" } else { "" };
    format!("{said}; it was shown `{}`, signed by `{}`{ended}", known.subject, known.issuer)
}

/// A connection to the remote through a proxy.
fn through(
    proxy: &Proxy,
    remote: &HttpParts<'_>,
    transport: &Transport,
    until: Instant,
    bounded: &dyn Fn(TcpStream) -> Bounded,
) -> Result<Option<Box<dyn Wire>>, Found> {
    if proxy.scheme() == ProxyScheme::Socks5h {
        return Ok(None);
    }
    let Some(stream) = connect(proxy.host(), proxy.port(), until) else { return Ok(None) };
    let mut wire: Box<dyn Wire> = Box::new(bounded(stream));
    if proxy.scheme() == ProxyScheme::Https {
        let Some(host) = name(proxy.host()) else { return Ok(None) };
        let (handshake, stream) = shake(wire, host.clone(), None);
        if handshake.not_tls
            || judge(&handshake.certificates, &host, transport.authorities(), now()).is_some()
        {
            let detail = match handshake.not_tls {
                true => "what answers there does not speak TLS".to_owned(),
                false => described(&handshake.certificates),
            };
            return Err(Found { trouble: Trouble::ProxyUntrusted, detail });
        }
        let Some(stream) = stream else { return Ok(None) };
        wire = Box::new(stream);
    }
    if !remote.secure {
        return Ok(None);
    }
    // The password goes where git sent it, and is sent no further than git did.
    let login = proxy.login().filter(|_| transport.authorities().is_some() || is_clear(proxy));
    let place = format!("{}:{}", remote.host, remote.port);
    let mut request = format!("CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n");
    if let Some((user, password)) = login {
        let basic = basic(user, password.expose_secret());
        request.push_str(&format!("Proxy-Authorization: Basic {}\r\n", *basic));
    }
    request.push_str("\r\n");
    let asked = wire.write_all(request.as_bytes()).and_then(|()| wire.flush());
    Ok(asked.and_then(|()| is_connected(&mut wire)).unwrap_or(false).then_some(wire))
}

/// Whether git speaks with the proxy without TLS, so that nothing about its certificate is in doubt.
fn is_clear(proxy: &Proxy) -> bool {
    proxy.scheme() == ProxyScheme::Http
}

/// Reads a proxy's answer to CONNECT, no byte more.
fn is_connected(wire: &mut Box<dyn Wire>) -> io::Result<bool> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= HEAD {
            return Ok(false);
        }
        wire.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let status = head.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
    Ok(status.starts_with(b"2"))
}

fn connect(host: &str, port: u16, until: Instant) -> Option<TcpStream> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    (bare, port).to_socket_addrs().ok()?.find_map(|address| {
        let left = until.saturating_duration_since(Instant::now()).min(CONNECT);
        if left.is_zero() {
            return None;
        }
        TcpStream::connect_timeout(&address, left).ok()
    })
}

fn name(host: &str) -> Option<ServerName<'static>> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    ServerName::try_from(bare.to_owned()).ok()
}

/// A connection whose waits have an end.
struct Bounded {
    stream: TcpStream,
    until: Instant,
    cancel: Cancel,
}

impl Bounded {
    fn wait<T>(&mut self, mut step: impl FnMut(&mut TcpStream) -> io::Result<T>) -> io::Result<T> {
        let until = self.until.min(Instant::now() + REFUSAL);
        self.stream.set_read_timeout(Some(TICK))?;
        self.stream.set_write_timeout(Some(TICK))?;
        loop {
            match step(&mut self.stream) {
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
                {
                    if self.cancel.is_cancelled() || Instant::now() >= until {
                        return Err(ErrorKind::TimedOut.into());
                    }
                }
                other => return other,
            }
        }
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.wait(|stream| stream.read(buffer))
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.wait(|stream| stream.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
