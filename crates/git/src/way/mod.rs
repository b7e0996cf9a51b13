//! What is wrong on the way to a remote, from what git said and, where that does not tell, from a
//! handshake of our own. libcurl names the cause of a refused certificate with one TLS library and not
//! with another, so git's words alone are not enough.

mod handshake;
mod judge;
mod observe;
mod words;

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use self::observe::observe;
use self::words::{Told, told};
use crate::command::{Ended, Finished, readable};
use crate::{Cancel, Credential, RemoteUrl, Transport, Trouble};

/// How long a look of our own may take in all.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often a cancellation is looked for.
const TICK: Duration = Duration::from_millis(50);

/// What is wrong on the way, and how it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) trouble: Trouble,
    /// What was seen, for people: a certificate's names and dates, or git's words.
    pub(crate) detail: String,
}

/// What is wrong on the way, when an exchange ended because of it. Looks for itself where git's words do
/// not tell, for ten seconds at most.
pub(crate) fn find(
    url: &RemoteUrl,
    transport: &Transport,
    finished: &Finished,
    cancel: &Cancel,
) -> Option<Found> {
    if finished.success() || !matches!(finished.ended, Ended::Exited(_)) {
        return None;
    }
    let remote = url.http_parts()?;
    let proxy = transport.proxy_for(url);
    let said = told(&finished.stderr, remote.secure, proxy, transport.client().is_some());
    let seen = if said.ask { look(url, transport, said, cancel) } else { None };
    seen.or_else(|| {
        Some(Found { trouble: said.trouble?, detail: without_files(&readable(&finished.stderr)) })
    })
}

/// Looks on a thread of its own: names are looked up there, which cannot be interrupted.
fn look(url: &RemoteUrl, transport: &Transport, said: Told, cancel: &Cancel) -> Option<Found> {
    let until = Instant::now() + PATIENCE;
    let (sender, found) = channel();
    let (url, transport, given_up) = (url.clone(), transport.clone(), cancel.clone());
    std::thread::spawn(move || {
        // Nobody listens any more when it took too long.
        let _ = sender.send(observe(&url, &transport, said, until, &given_up));
    });
    loop {
        match found.recv_timeout(TICK) {
            Ok(found) => return found,
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) if cancel.is_cancelled() || Instant::now() >= until => {
                return None;
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Git's words without the files that certificates were lent in, which tell nobody anything.
fn without_files(words: &str) -> String {
    let before = words.split("CAfile:").next().unwrap_or_default();
    before.trim_end_matches([' ', '(', '.']).to_owned()
}

impl Found {
    /// The same without secrets.
    pub(crate) fn presentable(self, credential: &Credential, transport: &Transport) -> Self {
        Self { detail: transport.scrub(&credential.scrub(&self.detail)), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_lent_file_is_not_told() {
        let gnutls = "server certificate verification failed. CAfile: /proc/7/fd/9 CRLfile: none";
        assert_eq!(without_files(gnutls), "server certificate verification failed");
        let newer = "certificate signer not trusted. (CAfile: /proc/7/fd/9 CRLfile: none)";
        assert_eq!(without_files(newer), "certificate signer not trusted");
        assert_eq!(without_files("CONNECT tunnel failed"), "CONNECT tunnel failed");
    }
}
