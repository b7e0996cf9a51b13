//! Certificates and keys as people give them (PEM): read and checked once, when they are set.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::pem::{PemObject as _, SectionKind};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest as _, Sha256};
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// The most that is taken of certificates, in bytes.
const MOST_CERTIFICATES: usize = 64 * 1024;
/// The most certificates in one text. All public authorities of a system are more: whom a repository
/// trusts is said one by one.
const MOST: usize = 32;
/// The most that is taken of a key, in bytes.
const MOST_KEY: usize = 32 * 1024;
/// The longest name that is shown, in characters.
const LONGEST: usize = 200;

/// Why certificates or a key are refused. No message repeats what was given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PemError {
    /// Larger than is taken.
    #[error("{what} is larger than is taken ({most}): give only what this repository needs")]
    TooLarge {
        /// Of what.
        what: &'static str,
        /// How much is.
        most: String,
    },
    /// There is none in the text.
    #[error(
        "there is no certificate in the text of {0}: it must be PEM, with `-----BEGIN CERTIFICATE-----`"
    )]
    NoCertificate(&'static str),
    /// The text breaks off, or is no base64.
    #[error("the text of {what} is damaged at certificate {number}: {why}")]
    Damaged {
        /// Of what.
        what: &'static str,
        /// Which, from 1.
        number: usize,
        /// How.
        why: String,
    },
    /// A private key among certificates, which are shown to people.
    #[error("the text of {0} holds a private key: give certificates alone, and the key on its own")]
    HoldsKey(&'static str),
    /// A certificate that signs no others.
    #[error(
        "certificate {number} (`{subject}`) is not a certificate of an authority: it was signed by `{issuer}`; give the \
         certificate of who signed it"
    )]
    NoAuthority {
        /// Which, from 1.
        number: usize,
        /// Whose it is.
        subject: String,
        /// Who signed it.
        issuer: String,
    },
    /// No private key in the text, or a damaged one.
    #[error(
        "the text of the client's key holds no private key: it must be PEM, with `-----BEGIN PRIVATE \
         KEY-----` (or `RSA` or `EC PRIVATE KEY`), and whole"
    )]
    NoKey,
    /// A key that is locked.
    #[error(
        "the client's key is locked with a passphrase: take it off first, with `openssl pkey -in KEY -out \
         OPEN`"
    )]
    LockedKey,
    /// A key of a sort that is not used.
    #[error(
        "the client's key is of a sort that is not supported: RSA of 2048 bits or more, ECDSA (P-256, \
         P-384) and Ed25519 are"
    )]
    UnsupportedKey,
    /// A key of another certificate.
    #[error("the client's key does not belong to its certificate (`{0}`)")]
    OtherKey(String),
}

/// What is known of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Whose it is, such as `CN=Example CA, O=Example`.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// SHA-256 of it: pairs of hex digits with colons between, as tools show it.
    pub fingerprint: String,
    /// From when on it is valid, in milliseconds since 1970.
    pub not_before: i64,
    /// Until when it is valid, in milliseconds since 1970.
    pub not_after: i64,
}

impl Certificate {
    /// Reads a certificate (DER); `None` when it is none.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        let (_, read) = X509Certificate::from_der(der).ok()?;
        Some(Self::of(der, &read))
    }

    fn of(der: &[u8], read: &X509Certificate<'_>) -> Self {
        let pairs: Vec<String> =
            Sha256::digest(der).iter().map(|byte| format!("{byte:02X}")).collect();
        let validity = read.validity();
        Self {
            subject: shown(&read.subject().to_string()),
            issuer: shown(&read.issuer().to_string()),
            fingerprint: pairs.join(":"),
            not_before: validity.not_before.timestamp().saturating_mul(1000),
            not_after: validity.not_after.timestamp().saturating_mul(1000),
        }
    }

    /// Whether its time is over at `now`, in milliseconds since 1970.
    #[must_use]
    pub fn has_expired(&self, now: i64) -> bool {
        self.not_after < now
    }

    /// Whether its time has not begun at `now`, in milliseconds since 1970.
    #[must_use]
    pub fn is_early(&self, now: i64) -> bool {
        now < self.not_before
    }
}

/// Now, in milliseconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The authorities that are trusted for a repository.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorities {
    pem: String,
    list: Vec<Certificate>,
    ders: Vec<CertificateDer<'static>>,
}

impl Authorities {
    /// Reads certificates of authorities (PEM, any number). An expired one is taken: see
    /// [`Certificate::has_expired`].
    ///
    /// # Errors
    /// [`PemError`] says what is wrong, and with which of them.
    pub fn parse(text: &str) -> Result<Self, PemError> {
        let ders = certificates("the certificate authority", text)?;
        let mut list = Vec::new();
        for (at, der) in ders.iter().enumerate() {
            let Ok((_, read)) = X509Certificate::from_der(der) else { continue };
            let known = Certificate::of(der, &read);
            // One that signed itself may stand for itself.
            if !read.is_ca() && read.subject().as_raw() != read.issuer().as_raw() {
                let Certificate { subject, issuer, .. } = known;
                return Err(PemError::NoAuthority { number: at + 1, subject, issuer });
            }
            list.push(known);
        }
        Ok(Self { pem: ders.iter().map(|der| pem(der)).collect(), list, ders })
    }

    /// The certificates as PEM, without whatever stood between them.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// What is known of each.
    #[must_use]
    pub fn list(&self) -> &[Certificate] {
        &self.list
    }

    /// The certificates (DER).
    #[must_use]
    pub fn ders(&self) -> &[CertificateDer<'static>] {
        &self.ders
    }
}

/// Shows what is known, not the text.
impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Authorities").field(&self.list).finish()
    }
}

/// A client's certificate with its key.
#[derive(Clone)]
pub struct ClientIdentity {
    certificate: String,
    key: SecretString,
    known: Certificate,
}

impl ClientIdentity {
    /// Reads a client's certificate (PEM, those that lead to its authority behind it) and its private
    /// key (PEM, without a passphrase).
    ///
    /// # Errors
    /// [`PemError`]; also when the key is not the certificate's.
    pub fn parse(certificate: &str, key: &SecretString) -> Result<Self, PemError> {
        let ders = certificates("the client certificate", certificate)?;
        let known = ders.first().and_then(|der| Certificate::read(der));
        let known = known.ok_or(PemError::NoCertificate("the client certificate"))?;
        let text = key.expose_secret();
        if text.len() > MOST_KEY {
            return Err(too_large("the client's key", MOST_KEY));
        }
        if text.contains("ENCRYPTED") {
            return Err(PemError::LockedKey);
        }
        let der = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| PemError::NoKey)?;
        let signing = rustls::crypto::ring::sign::any_supported_type(&der)
            .map_err(|_| PemError::UnsupportedKey)?;
        let pem = ders.iter().map(|der| pem(der)).collect();
        match CertifiedKey::new(ders, signing).keys_match() {
            Ok(()) => Ok(Self { certificate: pem, key: key.clone(), known }),
            Err(_) => Err(PemError::OtherKey(known.subject)),
        }
    }

    /// The certificate as PEM, and those that lead to its authority.
    #[must_use]
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// The private key as PEM: a secret.
    #[must_use]
    pub fn key(&self) -> &SecretString {
        &self.key
    }

    /// What is known of the certificate.
    #[must_use]
    pub fn known(&self) -> &Certificate {
        &self.known
    }

    /// What TLS shows with it; `None` when it cannot be read any more.
    pub(crate) fn certified(&self) -> Option<CertifiedKey> {
        let chain = CertificateDer::pem_slice_iter(self.certificate.as_bytes());
        let chain = chain.collect::<Result<Vec<_>, _>>().ok()?;
        let key = PrivateKeyDer::from_pem_slice(self.key.expose_secret().as_bytes()).ok()?;
        Some(CertifiedKey::new(chain, rustls::crypto::ring::sign::any_supported_type(&key).ok()?))
    }
}

/// Without the key.
impl fmt::Debug for ClientIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientIdentity").field("known", &self.known).finish_non_exhaustive()
    }
}

/// What is known of the certificates of a text that was checked when it was stored.
#[must_use]
pub fn known_certificates(pem: &str) -> Vec<Certificate> {
    let ders = CertificateDer::pem_slice_iter(pem.as_bytes()).filter_map(Result::ok);
    ders.filter_map(|der| Certificate::read(&der)).collect()
}

/// What is known of the first certificate of a text that was checked when it was stored.
#[must_use]
pub fn known_certificate(pem: &str) -> Option<Certificate> {
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).ok()?;
    Certificate::read(&der)
}

/// Each certificate of a text, checked to be one.
fn certificates(what: &'static str, text: &str) -> Result<Vec<CertificateDer<'static>>, PemError> {
    if text.len() > MOST_CERTIFICATES {
        return Err(too_large(what, MOST_CERTIFICATES));
    }
    if text.contains("PRIVATE KEY-----") {
        return Err(PemError::HoldsKey(what));
    }
    let mut ders: Vec<CertificateDer<'static>> = Vec::new();
    let damaged =
        |at: usize, why: &str| PemError::Damaged { what, number: at + 1, why: why.to_owned() };
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(text.as_bytes()) {
        let (kind, der) = section.map_err(|error| damaged(ders.len(), in_words(&error)))?;
        if kind != SectionKind::Certificate {
            continue;
        }
        if ders.len() == MOST {
            return Err(PemError::TooLarge { what, most: format!("{MOST} certificates") });
        }
        match X509Certificate::from_der(&der) {
            Ok(([], _)) => ders.push(der.into()),
            _ => return Err(damaged(ders.len(), "it is not an X.509 certificate")),
        }
    }
    if ders.is_empty() {
        return Err(PemError::NoCertificate(what));
    }
    Ok(ders)
}

fn in_words(error: &rustls::pki_types::pem::Error) -> &'static str {
    use rustls::pki_types::pem::Error;
    match error {
        Error::MissingSectionEnd { .. } => "its last line, `-----END CERTIFICATE-----`, is missing",
        Error::IllegalSectionStart { .. } => "its first line is not whole",
        Error::Base64Decode(_) => "what is between its first and last line is not base64",
        _ => "it cannot be read",
    }
}

fn too_large(what: &'static str, most: usize) -> PemError {
    PemError::TooLarge { what, most: format!("{} KiB", most / 1024) }
}

/// A certificate as PEM (RFC 7468).
fn pem(der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text + "-----END CERTIFICATE-----\n"
}

/// A name that anybody may have written, as it may be shown.
fn shown(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    if name.is_empty() { "(no name)".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use hedgerow_testkit::{Authority, Valid};

    use super::*;

    fn said<T>(result: Result<T, PemError>) -> String {
        result.err().unwrap().to_string()
    }

    fn identity(certificate: &str, key: &str) -> Result<ClientIdentity, PemError> {
        ClientIdentity::parse(certificate, &SecretString::from(key))
    }

    #[test]
    fn authorities_are_read_and_kept_without_what_stands_between_them() {
        let (own, other) = (Authority::new("Own CA"), Authority::new("Other CA"));
        let text = format!("# ours\r\n{}\n# theirs\n{}\n", own.pem(), other.pem());
        let read = Authorities::parse(&text.replace('\n', "\r\n")).unwrap();
        let names: Vec<_> = read.list().iter().map(|known| known.subject.as_str()).collect();
        assert_eq!(names, ["CN=Own CA", "CN=Other CA"]);
        assert_eq!(Authorities::parse(read.pem()).unwrap(), read);
        assert!(!read.pem().contains('#') && !read.pem().contains('\r'));
        let known = read.list().first().unwrap();
        assert_eq!(known.fingerprint.len(), 32 * 3 - 1);
        assert!(!known.has_expired(now()) && !known.is_early(now()));
        let ended = Authority::valid("Old CA", Valid::Ended);
        let ended = Authorities::parse(ended.pem()).unwrap();
        assert!(ended.list().iter().all(|known| known.has_expired(now())));
    }

    #[test]
    fn what_is_no_authority_is_told_as_what_it_is() {
        let own = Authority::new("Own CA");
        let server = own.server(&["git.example"]);
        let parse = |text: &str| said(Authorities::parse(text));
        assert!(parse("").contains("no certificate"));
        assert!(parse("hello").contains("must be PEM"));
        let both = format!("{}{}", own.pem(), server.certificate);
        let error = parse(&both);
        assert!(
            error.contains("certificate 2") && error.contains("signed by `CN=Own CA`"),
            "{error}"
        );
        let error = parse(&format!("{}{}", own.pem(), server.key));
        assert!(error.contains("private key") && !error.contains("MI"), "{error}");
        let cut = own.pem().split("-----END").next().unwrap();
        assert!(parse(cut).contains("certificate 1") && parse(cut).contains("is missing"));
        let odd = own.pem().replacen("\nMII", "\n!!!", 1);
        assert!(parse(&odd).contains("not base64"), "{}", parse(&odd));
        let empty = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(parse(empty).contains("not an X.509 certificate"));
        assert!(parse(&"a".repeat(MOST_CERTIFICATES + 1)).contains("larger"));
        assert!(parse(&own.pem().repeat(MOST + 1)).contains("larger"));
    }

    #[test]
    fn a_key_is_held_against_its_certificate() {
        let own = Authority::new("Own CA");
        let (ada, bob) = (own.client("ada", Valid::Days(1)), own.client("bob", Valid::Days(1)));
        let read = identity(&ada.certificate, &ada.key).unwrap();
        assert_eq!(read.known().subject, "CN=ada");
        assert!(read.certified().is_some());
        let chain = format!("{}{}", ada.certificate, own.pem());
        assert!(identity(&chain, &ada.key).is_ok(), "with those that lead to its authority");
        let body = bob.key.lines().nth(1).unwrap().to_owned();
        for (certificate, key, words) in [
            (&ada.certificate, &bob.key, "does not belong to its certificate (`CN=ada`)"),
            (&chain, &bob.key, "does not belong"),
            (&ada.certificate, &String::new(), "no private key"),
            (&ada.certificate, &ada.certificate, "no private key"),
            (&ada.certificate, &bob.key.replace("-----END", "----"), "no private key"),
            (&ada.certificate, &bob.key.replace("PRIVATE", "ENCRYPTED PRIVATE"), "passphrase"),
            (&ada.certificate, &bob.key.replace("\nM", "\nQ"), "not supported"),
            (&format!("{}{}", ada.certificate, ada.key), &ada.key, "holds a private key"),
            (&String::new(), &ada.key, "no certificate"),
        ] {
            let error = said(identity(certificate, key));
            assert!(error.contains(words) && !error.contains(&body), "{words}: {error}");
        }
        assert!(!format!("{read:?}").contains(ada.key.lines().nth(1).unwrap()));
    }

    #[test]
    fn a_name_that_anybody_may_have_written_is_shown_as_one_line() {
        let long = format!("evil\n\u{1b}[2J{}", "x".repeat(500));
        let read = Authorities::parse(Authority::new(&long).pem()).unwrap();
        let subject = &read.list().first().unwrap().subject;
        assert!(!subject.chars().any(char::is_control), "{subject:?}");
        assert!(subject.chars().count() <= LONGEST);
    }
}
