//! Certificate authorities and what they sign, made when a test runs: no key stands in the tree.

use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};

const DAY: Duration = Duration::from_secs(86_400);

/// A certificate authority of a test's own.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// A certificate with its private key, both as PEM.
#[derive(Clone)]
pub struct Identity {
    /// The certificate.
    pub certificate: String,
    /// Its private key (PKCS #8).
    pub key: String,
}

/// From when on and until when a certificate is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Valid {
    /// From yesterday, for so many days from now.
    Days(u32),
    /// It ended yesterday.
    Ended,
    /// It begins tomorrow.
    NotYet,
}

impl Valid {
    fn dates(self) -> (SystemTime, SystemTime) {
        let now = SystemTime::now();
        match self {
            Self::Days(days) => (now - DAY, now + DAY * days),
            Self::Ended => (now - DAY * 30, now - DAY),
            Self::NotYet => (now + DAY, now + DAY * 30),
        }
    }
}

impl Authority {
    /// One that is valid for a year.
    ///
    /// # Panics
    /// When no key can be made.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self::valid(name, Valid::Days(365))
    }

    /// One with dates of its own.
    ///
    /// # Panics
    /// When no key can be made.
    #[must_use]
    pub fn valid(name: &str, valid: Valid) -> Self {
        let mut params = params(name, &[], valid);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// Its certificate.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A certificate for servers of these names and addresses, valid for a month.
    ///
    /// # Panics
    /// When a name is none.
    #[must_use]
    pub fn server(&self, names: &[&str]) -> Identity {
        self.server_valid(names, Valid::Days(30))
    }

    /// The same with dates of its own.
    ///
    /// # Panics
    /// When a name is none.
    #[must_use]
    pub fn server_valid(&self, names: &[&str], valid: Valid) -> Identity {
        let mut params = params(names.first().unwrap(), names, valid);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.sign(&params)
    }

    /// A certificate by which a client shows who it is.
    ///
    /// # Panics
    /// When no key can be made.
    #[must_use]
    pub fn client(&self, name: &str, valid: Valid) -> Identity {
        let mut params = params(name, &[], valid);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(&params)
    }

    fn sign(&self, params: &CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap().pem();
        Identity { certificate, key: key.serialize_pem() }
    }
}

fn params(name: &str, names: &[&str], valid: Valid) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let (from, until) = valid.dates();
    (params.not_before, params.not_after) = (from.into(), until.into());
    params
}
