//! TLS of the server's own: its certificate and key, read anew when their files change.
//!
//! What cannot be used, half-written files among it, takes nothing away: the pair in use stays, `/readyz`
//! and a figure say so, and the files are looked at again at the next turn.

mod pair;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustls::ServerConfig;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use sha2::{Digest as _, Sha256};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

pub use self::pair::PairError;
use self::pair::{Pair, pair};

/// How often the files are looked at.
const PERIOD: Duration = Duration::from_secs(10);

/// More than any certificate or key, in bytes.
const MOST: u64 = 256 * 1024;

/// The server's certificate and key. Cheap to clone; clones share what is in use.
#[derive(Clone)]
pub struct Tls(Arc<Inner>);

struct Inner {
    certificate: PathBuf,
    key: PathBuf,
    state: Mutex<State>,
    used: RwLock<Arc<CertifiedKey>>,
}

struct State {
    /// Of what was read last, so that each content is judged and told once.
    seen: [u8; 32],
    problem: Option<TlsError>,
}

/// Why a certificate and its key are not used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", file.display())]
    Read {
        /// Which.
        file: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// They are none, or do not belong together.
    #[error("{error} ({} and {})", certificate.display(), key.display())]
    Pair {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// Why.
        error: PairError,
    },
    /// A new certificate whose time is over.
    #[error("the new certificate in {} has expired", file.display())]
    Expired {
        /// The certificate's file.
        file: PathBuf,
    },
    /// The library refuses.
    #[error("TLS cannot be set up: {0}")]
    Library(rustls::Error),
}

/// What a look at the files found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked {
    /// What was there before.
    Unchanged,
    /// Another pair, which is in use now.
    Taken,
    /// Something that cannot be used: the pair in use stays.
    Refused,
}

impl Tls {
    /// Reads a certificate, with those that lead to its authority behind it, and its key, both PEM.
    ///
    /// # Errors
    /// When they cannot be read or used.
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let (certificate, key) = (certificate.to_owned(), key.to_owned());
        let texts = (text(&certificate)?, text(&key)?);
        let Pair { certified, subject, expires } = paired(&certificate, &key, &texts)?;
        if expires < now() {
            tracing::warn!(subject, "the server's certificate has expired");
        }
        tell(expires);
        let state = Mutex::new(State { seen: digest(&texts), problem: None });
        let used = RwLock::new(Arc::new(certified));
        Ok(Self(Arc::new(Inner { certificate, key, state, used })))
    }

    /// Looks at the files now, and takes what is new. It reads them: not for a thread that must not wait.
    pub fn look(&self) -> Looked {
        let Inner { certificate, key, state, used } = &*self.0;
        let read = text(certificate).and_then(|one| Ok((one, text(key)?)));
        let seen = match &read {
            Ok(texts) => digest(texts),
            Err(error) => Sha256::digest(error.to_string()).into(),
        };
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.seen == seen {
            return if state.problem.is_some() { Looked::Refused } else { Looked::Unchanged };
        }
        state.seen = seen;
        let found = read.and_then(|texts| paired(certificate, key, &texts)).and_then(|pair| {
            match pair.expires < now() {
                true => Err(TlsError::Expired { file: certificate.clone() }),
                false => Ok(pair),
            }
        });
        match found {
            Ok(Pair { certified, subject, expires }) => {
                *used.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(certified);
                state.problem = None;
                tracing::info!(subject, "the server has a new certificate");
                tell(expires);
                Looked::Taken
            }
            Err(error) => {
                tracing::error!(
                    %error,
                    "the new certificate or key cannot be used; the one in use stays until they can"
                );
                metrics::gauge!("hedgerow_tls_replacement_refused").set(1.0);
                state.problem = Some(error);
                Looked::Refused
            }
        }
    }

    /// Whether what is in the files cannot be used, so that an earlier pair is in use.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner).problem.is_some()
    }

    /// Looks at the files every ten seconds until `stopping`.
    pub(crate) async fn keep_looking(self, stopping: CancellationToken) {
        loop {
            tokio::select! {
                () = stopping.cancelled() => return,
                () = tokio::time::sleep(PERIOD) => {}
            }
            let tls = self.clone();
            // A look that panicked is tried again at the next turn.
            let _ = tokio::task::spawn_blocking(move || tls.look()).await;
        }
    }

    /// What shakes hands with clients.
    ///
    /// # Errors
    /// When the library knows no version of TLS.
    pub(crate) fn acceptor(&self) -> Result<TlsAcceptor, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Library)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(Resolver(self.clone())));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

/// Gives each handshake the pair that is in use.
struct Resolver(Tls);

impl ResolvesServerCert for Resolver {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let used = &self.0.0.used;
        Some(Arc::clone(&used.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Names the files, never the key.
impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls")
            .field("certificate", &self.0.certificate)
            .field("key", &self.0.key)
            .finish_non_exhaustive()
    }
}

fn paired(certificate: &Path, key: &Path, texts: &(String, String)) -> Result<Pair, TlsError> {
    pair(&texts.0, &texts.1).map_err(|error| TlsError::Pair {
        certificate: certificate.to_owned(),
        key: key.to_owned(),
        error,
    })
}

fn text(file: &Path) -> Result<String, TlsError> {
    let mut text = String::new();
    File::open(file)
        .and_then(|open| open.take(MOST).read_to_string(&mut text))
        .map_err(|source| TlsError::Read { file: file.to_owned(), source })?;
    Ok(text)
}

fn digest(texts: &(String, String)) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update((texts.0.len() as u64).to_be_bytes());
    digest.update(&texts.0);
    digest.update(&texts.1);
    digest.finalize().into()
}

/// Now, in seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// The figures of a pair that is in use from now on.
fn tell(expires: i64) {
    #[expect(clippy::cast_precision_loss, reason = "seconds of centuries are exact")]
    metrics::gauge!("hedgerow_tls_certificate_expiry_timestamp_seconds").set(expires as f64);
    metrics::gauge!("hedgerow_tls_replacement_refused").set(0.0);
}

#[cfg(test)]
mod tests {
    use std::fs;

    use hedgerow_testkit::{Authority, Identity, Valid};

    use super::*;

    fn write(folder: &Path, identity: &Identity) {
        fs::write(folder.join("certificate"), &identity.certificate).unwrap();
        fs::write(folder.join("key"), &identity.key).unwrap();
    }

    fn used(tls: &Tls) -> Vec<u8> {
        tls.0.used.read().unwrap().cert[0].to_vec()
    }

    #[test]
    fn a_new_pair_is_taken_and_a_broken_one_takes_nothing_away() {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = (folder.path().join("certificate"), folder.path().join("key"));
        let load = || Tls::load(&certificate, &key);
        assert!(load().is_err(), "nothing is there");
        let own = Authority::new("Own CA");
        let (first, second) = (own.server(&["a.example"]), own.server(&["a.example"]));
        write(folder.path(), &first);
        let tls = load().unwrap();
        let before = used(&tls);
        assert_eq!((tls.look(), tls.is_refused()), (Looked::Unchanged, false));
        // Each state that a renewal may be met in: one file is new, one is half-written, one is away.
        fs::write(&certificate, &second.certificate).unwrap();
        assert_eq!((tls.look(), tls.is_refused()), (Looked::Refused, true));
        assert_eq!(tls.look(), Looked::Refused);
        fs::write(&key, &second.key[..40]).unwrap();
        assert_eq!(tls.look(), Looked::Refused);
        fs::remove_file(&key).unwrap();
        assert_eq!(tls.look(), Looked::Refused);
        assert_eq!(used(&tls), before, "the one in use stays");
        fs::write(&key, &second.key).unwrap();
        assert_eq!((tls.look(), tls.is_refused()), (Looked::Taken, false));
        assert_ne!(used(&tls), before);
        let after = used(&tls);
        write(folder.path(), &own.server_valid(&["a.example"], Valid::Ended));
        assert_eq!((tls.look(), used(&tls)), (Looked::Refused, after.clone()));
        write(folder.path(), &second);
        assert_eq!((tls.look(), tls.is_refused(), used(&tls)), (Looked::Taken, false, after));
        assert!(!format!("{tls:?}").contains("BEGIN"));
    }
}
