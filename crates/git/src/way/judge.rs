//! What is wrong with the certificates that a server showed. Pure.

use rustls::RootCertStore;
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;

use crate::{Authorities, Certificate, Trouble};

/// What is wrong with what a server named `host` showed, its own certificate first, at `now` (in
/// milliseconds since 1970). Without `authorities`, of whom nothing is known here, as far as it can be
/// told. `None` when nothing is found.
pub(super) fn judge(
    shown: &[CertificateDer<'static>],
    host: &ServerName<'_>,
    authorities: Option<&Authorities>,
    now: i64,
) -> Option<Trouble> {
    let (own, between) = shown.split_first()?;
    let known: Vec<Certificate> = shown.iter().filter_map(|der| Certificate::read(der)).collect();
    if known.iter().any(|known| known.has_expired(now)) {
        return Some(Trouble::Expired);
    }
    if known.iter().any(|known| known.is_early(now)) {
        return Some(Trouble::NotYetValid);
    }
    let Ok(parsed) = ParsedCertificate::try_from(own) else { return Some(Trouble::Untrusted) };
    if verify_server_name(&parsed, host).is_err() {
        return Some(Trouble::OtherHost);
    }
    let authorities = authorities?;
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(authorities.ders().iter().cloned());
    let time = u64::try_from(now / 1000).unwrap_or_default();
    let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(time));
    let provider = rustls::crypto::ring::default_provider();
    let algorithms = provider.signature_verification_algorithms.all;
    // One that signed itself is its own authority.
    let itself = authorities.ders().contains(own);
    let signed =
        verify_server_cert_signed_by_trust_anchor(&parsed, &roots, between, time, algorithms);
    if signed.is_err() && !itself {
        return Some(Trouble::UnknownAuthority);
    }
    let expired = authorities.list().iter().any(|known| known.has_expired(now));
    expired.then_some(Trouble::AuthorityExpired)
}

/// What was shown, for people.
pub(super) fn described(shown: &[CertificateDer<'static>]) -> String {
    let Some(known) = shown.first().and_then(|der| Certificate::read(der)) else {
        return "it shows a certificate that cannot be read".to_owned();
    };
    let Certificate { subject, issuer, .. } = &known;
    format!(
        "it shows `{subject}`, signed by `{issuer}`, valid from {} until {}, SHA-256 {}",
        day(known.not_before),
        day(known.not_after),
        known.fingerprint
    )
}

/// The day of a moment, in UTC.
fn day(at: i64) -> String {
    let seconds = at.div_euclid(1000);
    x509_parser::time::ASN1Time::from_timestamp(seconds)
        .map(|time| time.to_datetime().date().to_string())
        .unwrap_or_else(|_| "an odd day".to_owned())
}

#[cfg(test)]
mod tests {
    use hedgerow_testkit::{Authority, Identity, Valid};
    use rustls::pki_types::pem::PemObject as _;

    use super::*;
    use crate::transport::now;

    fn ders(identity: &Identity) -> Vec<CertificateDer<'static>> {
        CertificateDer::pem_slice_iter(identity.certificate.as_bytes())
            .map(Result::unwrap)
            .collect()
    }

    #[test]
    fn what_is_wrong_with_a_certificate_is_named() {
        let (own, other) = (Authority::new("Own CA"), Authority::new("Other CA"));
        let ended = Authority::valid("Ended CA", Valid::Ended);
        let trusted = |authority: &Authority| Authorities::parse(authority.pem()).unwrap();
        let names = ["git.example"];
        for (identity, authorities, expected) in [
            (own.server(&names), Some(&own), None),
            (own.server(&names), Some(&other), Some(Trouble::UnknownAuthority)),
            (own.server(&names), None, None),
            (own.server_valid(&names, Valid::Ended), Some(&own), Some(Trouble::Expired)),
            (own.server_valid(&names, Valid::Ended), None, Some(Trouble::Expired)),
            (own.server_valid(&names, Valid::NotYet), Some(&own), Some(Trouble::NotYetValid)),
            (own.server(&["other.example"]), Some(&own), Some(Trouble::OtherHost)),
            (own.server(&["other.example"]), None, Some(Trouble::OtherHost)),
            (ended.server(&names), Some(&ended), Some(Trouble::AuthorityExpired)),
        ] {
            let host = ServerName::try_from("git.example").unwrap();
            let authorities = authorities.map(trusted);
            let found = judge(&ders(&identity), &host, authorities.as_ref(), now());
            assert_eq!(found, expected, "{}", described(&ders(&identity)));
        }
        let host = ServerName::try_from("git.example").unwrap();
        let rubbish = [CertificateDer::from(vec![1, 2, 3])];
        assert_eq!(judge(&rubbish, &host, None, now()), Some(Trouble::Untrusted));
        assert_eq!(judge(&[], &host, None, now()), None);
    }

    #[test]
    fn what_was_shown_is_described_with_names_and_dates() {
        let own = Authority::new("Own CA");
        let text = described(&ders(&own.server(&["git.example"])));
        assert!(text.contains("`CN=git.example`, signed by `CN=Own CA`"), "{text}");
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(1_795_737_600_000), "2026-11-27");
    }
}
