//! A server's certificate and its key, as two texts. Pure.

use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// Why a certificate and a key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PairError {
    /// Not PEM, or not whole.
    #[error(
        "the certificate's file holds no whole certificate: it must be PEM, with `-----BEGIN CERTIFICATE-----`"
    )]
    NoCertificate,
    /// Not PEM, not whole, or locked.
    #[error(
        "the key's file holds no whole private key without a passphrase: it must be PEM, with `-----BEGIN \
         PRIVATE KEY-----` (or `RSA` or `EC PRIVATE KEY`)"
    )]
    NoKey,
    /// A key of a sort that is not used.
    #[error(
        "the key is of a sort that is not supported: RSA of 2048 bits or more, ECDSA (P-256, P-384) and \
         Ed25519 are"
    )]
    UnsupportedKey,
    /// A key of another certificate.
    #[error("the key does not belong to the certificate (`{0}`)")]
    OtherKey(String),
}

/// A certificate with its key, and what is known of it.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) certified: CertifiedKey,
    /// Whose it is.
    pub(super) subject: String,
    /// When it expires, in seconds since 1970.
    pub(super) expires: i64,
}

/// The longest name that is told, in characters.
const LONGEST: usize = 200;

/// Puts a certificate (those that lead to its authority behind it) and its key together, both PEM.
pub(super) fn pair(certificate: &str, key: &str) -> Result<Pair, PairError> {
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(certificate.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|_| PairError::NoCertificate)?;
    let own = chain.first().ok_or(PairError::NoCertificate)?;
    let (_, read) = X509Certificate::from_der(own).map_err(|_| PairError::NoCertificate)?;
    let subject = read.subject().to_string();
    let subject = subject.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let expires = read.validity().not_after.timestamp();
    if key.contains("ENCRYPTED") {
        return Err(PairError::NoKey);
    }
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|_| PairError::NoKey)?;
    let key = any_supported_type(&key).map_err(|_| PairError::UnsupportedKey)?;
    let certified = CertifiedKey::new(chain, key);
    if certified.keys_match().is_err() {
        return Err(PairError::OtherKey(subject));
    }
    Ok(Pair { certified, subject, expires })
}

#[cfg(test)]
mod tests {
    use hedgerow_testkit::Authority;

    use super::*;

    #[test]
    fn a_certificate_and_its_key_are_held_against_each_other() {
        let own = Authority::new("Own CA");
        let (one, other) = (own.server(&["a.example"]), own.server(&["b.example"]));
        let found = pair(&format!("{}{}", one.certificate, own.pem()), &one.key).unwrap();
        assert_eq!((found.subject.as_str(), found.certified.cert.len()), ("CN=a.example", 2));
        let half = |text: &str| text[..text.len() / 2].to_owned();
        for (certificate, key, error) in [
            (
                one.certificate.clone(),
                other.key.clone(),
                PairError::OtherKey("CN=a.example".into()),
            ),
            (half(&one.certificate), one.key.clone(), PairError::NoCertificate),
            (String::new(), one.key.clone(), PairError::NoCertificate),
            (one.certificate.clone(), half(&one.key), PairError::NoKey),
            (one.certificate.clone(), String::new(), PairError::NoKey),
            (one.certificate.clone(), one.certificate.clone(), PairError::NoKey),
            (
                one.certificate.clone(),
                one.key.replace("PRIVATE", "ENCRYPTED PRIVATE"),
                PairError::NoKey,
            ),
            (one.certificate.clone(), one.key.replace("\nM", "\nQ"), PairError::UnsupportedKey),
        ] {
            assert_eq!(pair(&certificate, &key).err(), Some(error));
        }
    }
}
