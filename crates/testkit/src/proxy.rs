//! A proxy: HTTP as it is (RFC 9110, 7.7), tunnels (CONNECT), and SOCKS 5 (RFC 1928, RFC 1929).

use std::io::{self, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::answer::base64;
use crate::http::{self, Message};
use crate::listening::Listening;

/// A proxy on a free loopback port. It stops when it is dropped.
pub struct Proxy {
    listening: Listening,
    shared: Arc<Shared>,
}

/// What a proxy was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxied {
    /// `CONNECT`, `GET`, `POST`, or `SOCKS`.
    pub method: String,
    /// Where to: host and port, or the whole URL of a request that it can read.
    pub target: String,
    /// The headers that it could read, in the form `name: value`, names in lower case.
    pub headers: Vec<String>,
    /// The login that came with it, as `user:password` in the form in which the protocol has it.
    pub login: Option<String>,
}

#[derive(Default)]
struct Shared {
    login: Mutex<Option<(String, String)>>,
    refuses: AtomicBool,
    silent: AtomicBool,
    leads_to: Mutex<Option<SocketAddr>>,
    asked: Mutex<Vec<Proxied>>,
}

impl Proxy {
    /// One that takes everybody anywhere.
    ///
    /// # Panics
    /// When no port can be had.
    #[must_use]
    pub fn start() -> Self {
        let shared = Arc::<Shared>::default();
        let serving = Arc::clone(&shared);
        Self { listening: Listening::start(move |stream| serving.serve(stream)), shared }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.listening.address
    }

    /// From now on everything needs this login.
    pub fn require(&self, user: &str, password: &str) {
        *self.shared.login.lock().unwrap() = Some((user.to_owned(), password.to_owned()));
    }

    /// Whether it takes nobody anywhere: 403.
    pub fn refuse(&self, refuses: bool) {
        self.shared.refuses.store(refuses, Ordering::SeqCst);
    }

    /// Whether it takes what is asked and never answers.
    pub fn keep_silent(&self, silent: bool) {
        self.shared.silent.store(silent, Ordering::SeqCst);
    }

    /// From now on every name leads to this address: for names that only the proxy knows.
    pub fn lead_to(&self, address: SocketAddr) {
        *self.shared.leads_to.lock().unwrap() = Some(address);
    }

    /// Everything that was asked so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Proxied> {
        self.shared.asked.lock().unwrap().clone()
    }
}

impl Shared {
    fn serve(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut first = [0];
        if stream.peek(&mut first)? == 1 && first == [5] {
            return self.socks(stream);
        }
        let mut reader = BufReader::new(stream);
        let mut writer = stream;
        while let Some(message) = http::read(&mut reader, &mut writer)? {
            let target = match message.query.as_str() {
                "" => message.path.clone(),
                query => format!("{}?{query}", message.path),
            };
            self.note(&message, &target);
            if self.silent.load(Ordering::SeqCst) {
                // Until the client goes away.
                let _ = writer.read(&mut [0]);
                return Ok(());
            }
            if !self.lets_in(message.header("proxy-authorization")) {
                let ask = ("Proxy-Authenticate".to_owned(), "Basic realm=\"proxy\"".to_owned());
                let status = "407 Proxy Authentication Required";
                http::answer(&mut writer, status, &[ask], b"log in first\n")?;
                continue;
            }
            if self.refuses.load(Ordering::SeqCst) {
                http::answer(&mut writer, "403 Forbidden", &[], b"not there\n")?;
                continue;
            }
            if message.method == "CONNECT" {
                let Ok(there) = self.connect(&target) else {
                    return http::answer(&mut writer, "502 Bad Gateway", &[], b"nobody there\n");
                };
                writer.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
                return tunnel(stream, &there);
            }
            self.pass_on(&message, &target, &mut writer)?;
        }
        Ok(())
    }

    fn note(&self, message: &Message, target: &str) {
        let login = message.header("proxy-authorization").map(str::to_owned);
        self.asked.lock().unwrap().push(Proxied {
            method: message.method.clone(),
            target: target.to_owned(),
            headers: message.headers().map(|(name, value)| format!("{name}: {value}")).collect(),
            login,
        });
    }

    fn lets_in(&self, shown: Option<&str>) -> bool {
        self.login.lock().unwrap().as_ref().is_none_or(|(user, password)| {
            shown == Some(format!("Basic {}", base64(&format!("{user}:{password}"))).as_str())
        })
    }

    fn connect(&self, target: &str) -> io::Result<TcpStream> {
        let to = *self.leads_to.lock().unwrap();
        match to {
            Some(address) => TcpStream::connect(address),
            None => TcpStream::connect(target),
        }
    }

    /// A request that the proxy can read: sent on without what is the proxy's.
    fn pass_on(&self, message: &Message, target: &str, writer: &mut impl Write) -> io::Result<()> {
        let rest =
            target.strip_prefix("http://").ok_or_else(|| io::Error::other("no proxy URL"))?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let Ok(mut there) = self.connect(host) else {
            return http::answer(writer, "502 Bad Gateway", &[], b"nobody there\n");
        };
        let mut head = format!("{} /{path} HTTP/1.1\r\n", message.method);
        let own = ["proxy-authorization", "proxy-connection", "connection", "transfer-encoding"];
        for (name, value) in message.headers() {
            if !own.contains(&name) && name != "content-length" && name != "expect" {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", message.body.len()));
        there.write_all(head.as_bytes())?;
        there.write_all(&message.body)?;
        there.shutdown(Shutdown::Write)?;
        io::copy(&mut there, writer)?;
        Err(io::Error::other("one request a connection"))
    }

    fn socks(&self, stream: &TcpStream) -> io::Result<()> {
        let (mut questions, mut answers) = (stream, stream);
        let mut take = |count: usize| -> io::Result<Vec<u8>> {
            let mut bytes = vec![0; count];
            questions.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        let methods = take(2)?[1];
        let methods = take(methods.into())?;
        let wanted = self.login.lock().unwrap().clone();
        let mut login = None;
        match &wanted {
            None => answers.write_all(&[5, 0])?,
            Some(_) if !methods.contains(&2) => return answers.write_all(&[5, 0xff]),
            Some((user, password)) => {
                answers.write_all(&[5, 2])?;
                let length = take(2)?[1];
                let name = String::from_utf8_lossy(&take(length.into())?).into_owned();
                let length = take(1)?[0];
                let secret = String::from_utf8_lossy(&take(length.into())?).into_owned();
                let right = (&name, &secret) == (user, password);
                login = Some(format!("{name}:{secret}"));
                answers.write_all(&[1, u8::from(!right)])?;
                if !right {
                    return Ok(());
                }
            }
        }
        let asked = take(4)?;
        let host = match asked[3] {
            1 => take(4)?.iter().map(ToString::to_string).collect::<Vec<_>>().join("."),
            3 => {
                let length = take(1)?[0];
                String::from_utf8_lossy(&take(length.into())?).into_owned()
            }
            _ => return answers.write_all(&[5, 8, 0, 1, 0, 0, 0, 0, 0, 0]),
        };
        let port = take(2)?;
        let target = format!("{host}:{}", u16::from_be_bytes([port[0], port[1]]));
        self.asked.lock().unwrap().push(Proxied {
            method: "SOCKS".to_owned(),
            target: target.clone(),
            headers: Vec::new(),
            login,
        });
        if self.refuses.load(Ordering::SeqCst) {
            return answers.write_all(&[5, 2, 0, 1, 0, 0, 0, 0, 0, 0]);
        }
        let there = self.connect(&target)?;
        answers.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
        tunnel(stream, &there)
    }
}

/// Passes bytes on, both ways, until one side ends.
fn tunnel(here: &TcpStream, there: &TcpStream) -> io::Result<()> {
    there.set_nodelay(true)?;
    thread::scope(|scope| {
        let copy = |mut from: &TcpStream, mut to: &TcpStream| {
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Write);
        };
        scope.spawn(move || copy(here, there));
        copy(there, here);
    });
    Ok(())
}
