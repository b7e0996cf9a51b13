//! What git's words tell of the way to a remote. They are those of libcurl with OpenSSL, GnuTLS and
//! others, in many versions.

use crate::{Proxy, ProxyScheme, Trouble};

/// What the words tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// What they name, or leave as most likely.
    pub(super) trouble: Option<Trouble>,
    /// Whether a look of our own may tell more.
    pub(super) ask: bool,
    /// Whether the remote took the connection and answered that the request is a bad one (400): so some
    /// refuse a client's certificate.
    pub(super) answered: bool,
}

/// What a proxy's words mean, whatever its login.
const PROXY: &[(&str, Trouble)] = &[
    ("could not resolve proxy", Trouble::ProxyAway),
    ("proxy connect aborted", Trouble::ProxyAway),
    ("connection to proxy closed", Trouble::ProxyAway),
    ("initial socks5 response", Trouble::ProxyAway),
    // With a proxy libcurl connects to nothing else.
    ("failed to connect to", Trouble::ProxyAway),
    ("couldn't connect to server", Trouble::ProxyAway),
    ("could not connect to server", Trouble::ProxyAway),
    ("returned error: 407", Trouble::ProxyLoginRequired),
    ("rejected by the socks5 server", Trouble::ProxyLoginRequired),
    ("no authentication method was acceptable", Trouble::ProxyLoginRequired),
];

/// What is in front of the status of a proxy's answer to CONNECT.
const ANSWERED: &[&str] = &["connect tunnel failed, response ", "received http code "];

/// What is in front of the host that a SOCKS proxy did not connect to; behind it comes the reason's number.
const SOCKS: &[&str] =
    &["can't complete socks5 connection to ", "cannot complete socks5 connection to "];

/// What a client's certificate, or that there is none, is answered with (RFC 8446, 6.2).
const ALERTS: &[&str] = &[
    "alert certificate required",
    "certificate_required",
    "alert bad certificate",
    "alert certificate expired",
    "alert certificate revoked",
    "alert certificate unknown",
    "alert unsupported certificate",
    "alert unknown ca",
    "alert access denied",
];

/// What is said of a remote's certificate where the cause is named.
const CERTIFICATE: &[(&str, Trouble)] = &[
    ("certificate has expired", Trouble::Expired),
    ("expiration date has passed", Trouble::Expired),
    ("not yet valid", Trouble::NotYetValid),
    ("certificate not activated", Trouble::NotYetValid),
    ("does not match target host", Trouble::OtherHost),
    ("no alternative certificate subject name", Trouble::OtherHost),
    ("no alternative subject name", Trouble::OtherHost),
    ("self-signed certificate", Trouble::UnknownAuthority),
    ("self signed certificate", Trouble::UnknownAuthority),
    ("unable to get local issuer", Trouble::UnknownAuthority),
    ("unable to get issuer", Trouble::UnknownAuthority),
    ("signer not trusted", Trouble::UnknownAuthority),
    ("wrong version number", Trouble::NoTls),
    ("unexpected tls packet", Trouble::NoTls),
];

/// What is said of it where the cause is not named.
const UNNAMED: &[&str] =
    &["certificate verif", "ssl certificate problem", "server verification failed"];

/// What is said when a connection ends in or right after a handshake.
const ENDED: &[&str] = &[
    "gnutls",
    "ssl_",
    "ssl:",
    "ssl routines",
    "openssl",
    "tls connect error",
    "fatal alert",
    "getpeername",
    "send failure",
    "recv failure",
    "connection reset",
    "broken pipe",
    "empty reply from server",
];

/// As nginx answers where a client's certificate is missing or wrong.
const BAD_REQUEST: &str = "returned error: 400";

/// What the words of an exchange tell. `secure`: it was by TLS; `proxy`: the one it went through;
/// `shows`: a client certificate was at hand.
pub(super) fn told(stderr: &str, secure: bool, proxy: Option<&Proxy>, shows: bool) -> Told {
    // Git asks for the password of a proxy whose URL names a user, before it tries anything.
    if let Some(proxy) = proxy
        && stderr.contains(&format!("fatal: could not read Password for '{proxy}'"))
    {
        return Told { trouble: Some(Trouble::ProxyLoginRequired), ..Told::default() };
    }
    let Some(text) = of_first_request(stderr) else { return Told::default() };
    let find = |list: &[(&str, Trouble)]| {
        list.iter().find(|(words, _)| text.contains(words)).map(|(_, trouble)| *trouble)
    };
    let has = |list: &[&str]| list.iter().any(|words| text.contains(words));
    if let Some(proxy) = proxy
        && let Some(trouble) = of_proxy(&text).or_else(|| find(PROXY))
    {
        let trouble = match trouble {
            Trouble::ProxyLoginRequired if proxy.login().is_some() => Trouble::ProxyLoginRefused,
            trouble => trouble,
        };
        return Told { trouble: Some(trouble), ..Told::default() };
    }
    // By TLS to the proxy, too: the words do not tell whose certificate it is.
    let by_tls = proxy.is_some_and(|proxy| proxy.scheme() == ProxyScheme::Https);
    if !secure && !by_tls {
        return Told::default();
    }
    let trouble = if has(ALERTS) {
        Some(match shows {
            true => Trouble::ClientCertificateRefused,
            false => Trouble::ClientCertificateRequired,
        })
    } else {
        find(CERTIFICATE)
    };
    let trouble = trouble.or_else(|| has(UNNAMED).then_some(Trouble::Untrusted));
    let answered = trouble.is_none() && text.contains(BAD_REQUEST);
    // Where the words name it, too: what was seen of a certificate helps whoever reads it.
    Told { trouble, ask: trouble.is_some() || answered || has(ENDED), answered }
}

/// What ended the first request of an exchange. A later one may have been taken by the remote; what the
/// remote says itself, and its URL, tell nothing of the way.
fn of_first_request(stderr: &str) -> Option<String> {
    let line = stderr.lines().find_map(|line| line.strip_prefix("fatal: unable to access '"))?;
    Some(line.split_once("': ")?.1.to_lowercase())
}

/// How a proxy answered that did not connect.
fn of_proxy(text: &str) -> Option<Trouble> {
    let behind = |words: &&str| text.split_once(*words).map(|(_, rest)| rest);
    if let Some(rest) = ANSWERED.iter().find_map(behind) {
        return Some(match rest.get(..3)? {
            "407" => Trouble::ProxyLoginRequired,
            status if status.starts_with('5') => Trouble::ProxyReachesNothing,
            _ => Trouble::ProxyRefuses,
        });
    }
    let rest = SOCKS.iter().find_map(behind)?;
    // RFC 1928, 6: 2 is what its rules do not allow.
    Some(match rest.contains("(2)") {
        true => Trouble::ProxyRefuses,
        false => Trouble::ProxyReachesNothing,
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn of(words: &str, proxy: Option<&str>) -> Told {
        let stderr = format!("fatal: unable to access 'https://h/x/': {words}\n");
        let proxy = proxy.map(|url| Proxy::parse(url, None).unwrap());
        told(&stderr, true, proxy.as_ref(), false)
    }

    // Recorded from libcurl with GnuTLS and OpenSSL, and from its sources.
    #[rstest]
    #[case(
        "SSL certificate problem: unable to get local issuer certificate",
        Some(Trouble::UnknownAuthority)
    )]
    #[case(
        "SSL certificate problem: self-signed certificate in certificate chain",
        Some(Trouble::UnknownAuthority)
    )]
    #[case(
        "server verification failed: certificate signer not trusted. (CAfile: x CRLfile: none)",
        Some(Trouble::UnknownAuthority)
    )]
    #[case("SSL certificate problem: certificate has expired", Some(Trouble::Expired))]
    #[case("SSL certificate problem: certificate is not yet valid", Some(Trouble::NotYetValid))]
    #[case(
        "SSL: no alternative certificate subject name matches target host name 'h'",
        Some(Trouble::OtherHost)
    )]
    #[case(
        "SSL: certificate subject name (a) does not match target host name 'h'",
        Some(Trouble::OtherHost)
    )]
    #[case(
        "server certificate verification failed. CAfile: none CRLfile: none",
        Some(Trouble::Untrusted)
    )]
    #[case(
        "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0",
        Some(Trouble::ClientCertificateRequired)
    )]
    #[case(
        "OpenSSL/3.0: error:0A000418:SSL routines::tlsv1 alert unknown ca",
        Some(Trouble::ClientCertificateRequired)
    )]
    #[case("error:0A00010B:SSL routines::wrong version number", Some(Trouble::NoTls))]
    #[case(
        "gnutls_handshake() failed: An unexpected TLS packet was received.",
        Some(Trouble::NoTls)
    )]
    #[case("gnutls_handshake() failed: The TLS connection was non-properly terminated.", None)]
    #[case("GnuTLS recv error (-12): A TLS fatal alert has been received.", None)]
    #[case("getpeername() failed with errno 107: Transport endpoint is not connected", None)]
    #[case("The requested URL returned error: 400", None)]
    fn what_tls_says_is_understood_and_looked_into(
        #[case] words: &str,
        #[case] trouble: Option<Trouble>,
    ) {
        let answered = words.ends_with("400");
        assert_eq!(of(words, None), Told { trouble, ask: true, answered });
    }

    #[rstest]
    #[case("Could not resolve proxy: proxy.example", Trouble::ProxyAway)]
    #[case(
        "Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server",
        Trouble::ProxyAway
    )]
    #[case("Proxy CONNECT aborted", Trouble::ProxyAway)]
    #[case("CONNECT tunnel failed, response 403", Trouble::ProxyRefuses)]
    #[case("Received HTTP code 403 from proxy after CONNECT", Trouble::ProxyRefuses)]
    #[case("CONNECT tunnel failed, response 502", Trouble::ProxyReachesNothing)]
    #[case("CONNECT tunnel failed, response 407", Trouble::ProxyLoginRequired)]
    #[case("Received HTTP code 407 from proxy after CONNECT", Trouble::ProxyLoginRequired)]
    #[case("The requested URL returned error: 407", Trouble::ProxyLoginRequired)]
    #[case("User was rejected by the SOCKS5 server (1 1).", Trouble::ProxyLoginRequired)]
    #[case("No authentication method was acceptable.", Trouble::ProxyLoginRequired)]
    #[case("Can't complete SOCKS5 connection to h. (2)", Trouble::ProxyRefuses)]
    #[case("Can't complete SOCKS5 connection to h. (4)", Trouble::ProxyReachesNothing)]
    fn what_a_proxy_says_is_told_as_the_proxys(#[case] words: &str, #[case] trouble: Trouble) {
        let told = Told { trouble: Some(trouble), ..Told::default() };
        assert_eq!(of(words, Some("http://proxy.example:3128")), told);
        assert_ne!(
            of(words, None).trouble,
            Some(trouble),
            "without a proxy it is none of a proxy's"
        );
    }

    #[test]
    fn a_login_that_was_shown_is_refused_and_not_missing() {
        let proxy = Proxy::parse("http://ada@h:1", Some("s3cret".into())).unwrap();
        let stderr = "fatal: unable to access 'x': CONNECT tunnel failed, response 407";
        let told = told(stderr, true, Some(&proxy), false);
        assert_eq!(told.trouble, Some(Trouble::ProxyLoginRefused));
    }

    #[test]
    fn a_user_without_a_password_is_told_as_a_login_that_is_missing() {
        let proxy = Proxy::parse("http://bot@h:1", None).unwrap();
        let of = |url: &str| {
            let line =
                format!("fatal: could not read Password for '{url}': terminal prompts disabled");
            told(&line, true, Some(&proxy), false).trouble
        };
        assert_eq!(of("http://bot@h:1"), Some(Trouble::ProxyLoginRequired));
        assert_eq!(of("https://bot@git.example"), None);
    }

    #[rstest]
    #[case("error: RPC failed; curl 56 GnuTLS recv error (-54): Error in the pull function.")]
    #[case("fatal: unable to access 'http://h/x/': Could not resolve host: h")]
    #[case("fatal: unable to access 'http://h/x/': The requested URL returned error: 503")]
    #[case("fatal: Authentication failed for 'https://h/x/'")]
    #[case("remote: SSL certificate problem: certificate has expired")]
    #[case(
        "remote: certificate has expired\nfatal: unable to access 'https://h/ssl:/': The requested URL returned error: 500"
    )]
    fn what_is_not_of_the_first_request_or_the_way_is_left_to_others(#[case] stderr: &str) {
        assert_eq!(told(stderr, true, None, false), Told::default());
    }

    #[test]
    fn words_of_tls_mean_nothing_where_none_is_spoken() {
        let stderr = "fatal: unable to access 'http://h/': Recv failure: Connection reset by peer";
        assert_eq!(told(stderr, false, None, false), Told::default());
        assert!(told(stderr, true, None, false).ask);
    }
}
