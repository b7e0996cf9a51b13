//! What is told of a repository's way to its remote: never its secrets. Pure.

use hedgerow_git::{Certificate, NoProxy, RemoteUrl, known_certificate, known_certificates};
use hedgerow_model::Millis;
use hedgerow_store::{Transport as Stored, TransportFields};
use serde_json::{Value as Json, json};

use crate::views::{CertificateView, TransportView};

const DAY_MS: Millis = 86_400_000;
/// How long before a certificate's end it is warned about.
const WARN_MS: Millis = 14 * DAY_MS;

/// A way as anybody who may know of the repository sees it.
pub(crate) fn view(stored: &Stored, url: &str, now: Millis) -> TransportView {
    let TransportFields { authorities, certificate, proxy, no_proxy } = &stored.fields;
    let authorities = known_certificates(authorities.as_deref().unwrap_or_default());
    let client = certificate.as_deref().and_then(known_certificate);
    TransportView {
        warnings: warnings(&authorities, client.as_ref(), &stored.fields, url, now),
        authorities: authorities.into_iter().map(certificate_view).collect(),
        client_certificate: client.map(certificate_view),
        proxy: proxy.clone(),
        proxy_password: stored.has_password(),
        no_proxy: (!no_proxy.is_empty()).then(|| no_proxy.clone()),
    }
}

fn certificate_view(known: Certificate) -> CertificateView {
    CertificateView {
        subject: known.subject,
        issuer: known.issuer,
        sha256: known.fingerprint,
        valid_from: known.not_before,
        expires_at: known.not_after,
    }
}

/// What a person should know of it, at `now`.
fn warnings(
    authorities: &[Certificate],
    client: Option<&Certificate>,
    fields: &TransportFields,
    url: &str,
    now: Millis,
) -> Vec<String> {
    let one = |what: &str, known: &Certificate| {
        ends(known, now).map(|ends| format!("{what} `{}` {ends}", known.subject))
    };
    let mut told: Vec<String> =
        authorities.iter().filter_map(|known| one("the certificate authority", known)).collect();
    told.extend(client.and_then(|known| one("the client certificate", known)));
    let list: NoProxy = fields.no_proxy.parse().unwrap_or_default();
    let host = RemoteUrl::parse(url).ok().and_then(|url| url.host());
    let bare = host.as_deref().map(|host| host.rsplit_once(':').map_or(host, |(host, _)| host));
    if fields.proxy.is_some() && bare.is_some_and(|host| list.names(host)) {
        told.push("the proxy is not used: the list of hosts without it names this one".to_owned());
    }
    told
}

/// What there is to say about a certificate's dates.
fn ends(known: &Certificate, now: Millis) -> Option<String> {
    let remedy = "store the new one";
    if known.is_early(now) {
        return Some("is not valid yet; check the server's clock".to_owned());
    }
    match known.not_after - now {
        ..=0 => Some(format!("has expired; {remedy}")),
        left @ 1..=WARN_MS => Some(match left / DAY_MS {
            0 => format!("expires within a day; {remedy}"),
            1 => format!("expires in 1 day; {remedy}"),
            days => format!("expires in {days} days; {remedy}"),
        }),
        _ => None,
    }
}

/// A way as the audit keeps it.
pub(super) fn audited(fields: &TransportFields, has_key: bool, has_password: bool) -> Json {
    let one = |known: Certificate| json!({ "subject": known.subject, "sha256": known.fingerprint });
    let authorities = known_certificates(fields.authorities.as_deref().unwrap_or_default());
    json!({
        "authorities": authorities.into_iter().map(one).collect::<Vec<_>>(),
        "client_certificate": fields.certificate.as_deref().and_then(known_certificate).map(one),
        "client_key": has_key,
        "proxy": fields.proxy,
        "proxy_password": has_password,
        "no_proxy": fields.no_proxy,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(not_after: Millis) -> Certificate {
        let name = || "CN=x".to_owned();
        Certificate {
            subject: name(),
            issuer: name(),
            fingerprint: name(),
            not_before: 1_000,
            not_after,
        }
    }

    #[test]
    fn an_end_is_told_fourteen_days_ahead() {
        let now = 2_000;
        let of = |left: Millis| ends(&known(now + left), now);
        assert_eq!(of(15 * DAY_MS), None);
        assert!(of(14 * DAY_MS).unwrap().contains("in 14 days"));
        assert!(of(1).unwrap().contains("within a day"));
        assert!(of(0).unwrap().contains("has expired"));
        assert!(ends(&known(9_000), 0).unwrap().contains("not valid yet"));
    }

    #[test]
    fn a_proxy_that_the_list_makes_useless_is_told() {
        let fields = TransportFields {
            proxy: Some("http://proxy.example:3128".to_owned()),
            no_proxy: "example.org".to_owned(),
            ..TransportFields::default()
        };
        let of = |url: &str| warnings(&[], None, &fields, url, 0).len();
        assert_eq!(of("https://git.example.org/a"), 1);
        assert_eq!(of("https://git.example.org:8443/a"), 1);
        assert_eq!(of("https://git.example.com/a"), 0);
    }
}
