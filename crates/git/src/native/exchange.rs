//! Requests and their answers, within the bounds of an exchange.
//!
//! A request waits on a thread of its own, so that whoever made it can turn away at once: the thread ends
//! with the next byte, or when it has waited as long as an exchange may be silent.

use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use ureq::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, LOCATION, PRAGMA};
use ureq::http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Timeout};

use crate::command::{Bounds, Deadline, Ended, Limit, Version, Watch, allowed};
use crate::transport::now;
use crate::{MirrorOptions, RemoteUrl, Transport};

/// The most of an answer that is read: a list of some 200,000 references.
const MOST: u64 = 16 << 20;
/// How often a cancellation is looked for.
const TICK: Duration = Duration::from_millis(50);
/// The longest address that is kept of a redirect, in bytes.
const LONGEST: usize = 2000;

/// A whole answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Without parameters; empty where none is given.
    pub(super) content_type: String,
    /// Where a redirect leads.
    pub(super) location: Option<String>,
    pub(super) body: Vec<u8>,
}

/// Why there is none.
pub(super) enum Stopped {
    /// The connection could not be made, or broke; in the transport's words.
    Failed(String),
    /// The exchange was given up.
    Ended(Ended),
}

/// One connection, kept from request to request, and the bounds of all of them together.
pub(super) struct Client {
    pub(super) agent: Agent,
    pub(super) authorization: Option<SecretString>,
    pub(super) options: MirrorOptions,
    pub(super) began: Instant,
    /// How many bytes came.
    pub(super) arrived: AtomicU64,
}

/// What speaks HTTP: no redirects, no proxy of the environment, the same authorities as git's. `None` where
/// the way to the remote needs more: a client certificate, or a proxy.
pub(super) fn agent(
    options: &MirrorOptions,
    transport: &Transport,
    url: &RemoteUrl,
    git: Version,
) -> Option<Agent> {
    if transport.client().is_some() || transport.proxy_for(url).is_some() {
        return None;
    }
    // Our TLS trusts an authority outside its time, and git's does not: git says what is wrong with it.
    let authorities = transport.authorities();
    if authorities.is_some_and(|known| {
        known.list().iter().any(|one| one.has_expired(now()) || one.is_early(now()))
    }) {
        return None;
    }
    let roots = match authorities {
        None => RootCerts::PlatformVerifier,
        Some(authorities) => {
            let known = authorities.ders().iter().map(|der| Certificate::from_der(der).to_owned());
            RootCerts::new_with_certs(&known.collect::<Vec<_>>())
        }
    };
    let config = Agent::config_builder()
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        // Some hosts take nobody for git who does not say so.
        .user_agent(format!("git/{git} hedgerow/{}", env!("CARGO_PKG_VERSION")))
        // Whoever waits turns away before, unless all of that arrived.
        .timeout_global(Some(allowed(options.total_deadline.max(options.deadline), MOST)))
        .timeout_connect(Some(options.deadline))
        .timeout_per_read(Some(options.deadline))
        .timeout_per_write(Some(options.deadline));
    Some(config.build().into())
}

impl Client {
    pub(super) fn get(&self, url: &str) -> Result<Answer, Stopped> {
        let headers = [(ACCEPT, "*/*"), (PRAGMA, "no-cache")];
        self.ask(self.request("GET", url, &headers, Vec::new())?)
    }

    /// `contents` names what is sent, and what the answer is to be.
    pub(super) fn post(
        &self,
        url: &str,
        contents: (&str, &str),
        more: Option<(&'static str, &str)>,
        body: Vec<u8>,
    ) -> Result<Answer, Stopped> {
        let mut headers = vec![(CONTENT_TYPE, contents.0), (ACCEPT, contents.1)];
        headers.extend(more.map(|(name, value)| (HeaderName::from_static(name), value)));
        self.ask(self.request("POST", url, &headers, body)?)
    }

    fn request(
        &self,
        method: &str,
        url: &str,
        headers: &[(HeaderName, &str)],
        body: Vec<u8>,
    ) -> Result<Request<Vec<u8>>, Stopped> {
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        if let Some(authorization) = &self.authorization {
            let value = HeaderValue::try_from(authorization.expose_secret());
            let mut value = value.map_err(|error| Stopped::Failed(error.to_string()))?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        request.body(body).map_err(|error| Stopped::Failed(error.to_string()))
    }

    fn ask(&self, request: Request<Vec<u8>>) -> Result<Answer, Stopped> {
        let options = &self.options;
        let arrived = || self.arrived.load(Ordering::Relaxed);
        let deadline = Deadline::Exchange(Bounds {
            silence: options.deadline,
            total: options.total_deadline.max(options.deadline),
            began: self.began,
            arrived: &arrived,
        });
        let mut watch = Watch::start(deadline, &options.clock);
        let (sender, parts) = channel();
        let agent = self.agent.clone();
        std::thread::spawn(move || perform(&agent, request, &sender));
        let mut answer = None;
        loop {
            if options.cancel.is_cancelled() {
                return Err(Stopped::Ended(Ended::Cancelled));
            }
            let left = watch.left().map_err(|limit| Stopped::Ended(Ended::TimedOut(limit)))?;
            match parts.recv_timeout(left.min(TICK)) {
                Ok(Part::Head(head)) => {
                    watch.note_activity();
                    answer = Some(head);
                }
                Ok(Part::Bytes(bytes)) => {
                    watch.note_activity();
                    self.arrived.fetch_add(bytes.len() as u64, Ordering::Relaxed);
                    if let Some(answer) = &mut answer {
                        answer.body.extend_from_slice(&bytes);
                    }
                }
                Ok(Part::End(Ok(()))) => {
                    return answer.ok_or_else(|| Stopped::Failed("no answer".to_owned()));
                }
                Ok(Part::End(Err(error))) => {
                    return Err(stopped(error, options.clock.since(self.began)));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Stopped::Failed("the request ended early".to_owned()));
                }
            }
        }
    }
}

/// The thread's own deadlines are those of the exchange, and may come a moment earlier.
fn stopped(error: ureq::Error, elapsed: Duration) -> Stopped {
    match error {
        ureq::Error::Timeout(Timeout::Global) => {
            Stopped::Ended(Ended::TimedOut(Limit::Total(elapsed)))
        }
        ureq::Error::Timeout(_) => Stopped::Ended(Ended::TimedOut(Limit::Silence)),
        error => Stopped::Failed(error.to_string()),
    }
}

/// A part of an answer, as the thread of its request receives it.
enum Part {
    Head(Answer),
    Bytes(Vec<u8>),
    End(Result<(), ureq::Error>),
}

/// Sends a request and passes its answer on; ends early when the receiver is gone.
fn perform(agent: &Agent, request: Request<Vec<u8>>, sender: &Sender<Part>) {
    let end = match agent.run(request) {
        Ok(response) => receive(response, sender),
        Err(error) => Err(error),
    };
    let _ = sender.send(Part::End(end));
}

fn receive(response: Response<ureq::Body>, sender: &Sender<Part>) -> Result<(), ureq::Error> {
    let text = |headers: &HeaderMap, name: HeaderName| {
        headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    };
    let headers = response.headers();
    let content_type = text(headers, CONTENT_TYPE).unwrap_or_default();
    let head = Answer {
        status: response.status().as_u16(),
        content_type: content_type.split(';').next().unwrap_or_default().trim().to_lowercase(),
        location: text(headers, LOCATION).filter(|location| location.len() <= LONGEST),
        body: Vec::new(),
    };
    if sender.send(Part::Head(head)).is_err() {
        return Ok(());
    }
    let mut body = response.into_body().into_with_config().limit(MOST).reader();
    let mut buffer = vec![0; 16 << 10];
    loop {
        let count = body.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else {
            return Ok(());
        };
        if sender.send(Part::Bytes(bytes.to_vec())).is_err() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_of_the_connection_is_one_of_the_exchange_and_is_said_at_once() {
        let elapsed = Duration::from_secs(7);
        let ended = |timeout| match stopped(ureq::Error::Timeout(timeout), elapsed) {
            Stopped::Ended(ended) => ended,
            Stopped::Failed(words) => panic!("{words}"),
        };
        assert_eq!(ended(Timeout::Global), Ended::TimedOut(Limit::Total(elapsed)));
        for silence in [Timeout::Connect, Timeout::RecvResponse, Timeout::RecvBody] {
            assert_eq!(ended(silence), Ended::TimedOut(Limit::Silence));
        }
        let broken = stopped(ureq::Error::HostNotFound, elapsed);
        assert!(matches!(broken, Stopped::Failed(_)));
    }
}
