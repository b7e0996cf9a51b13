//! The cookie of a session.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use hedgerow_access::{SESSION_LONGEST, Secret};

/// Its name where the browser comes without encryption.
const PLAIN: &str = "hedgerow_session";

/// Its name otherwise: with this prefix a browser takes it from this host itself only, encrypted, and
/// for all paths (RFC 6265bis, section 4.1.3.2).
const ENCRYPTED: &str = "__Host-hedgerow_session";

fn name(encrypted: bool) -> &'static str {
    if encrypted { ENCRYPTED } else { PLAIN }
}

/// The session's secret that a request brought along. Two different ones are none: one of them was
/// planted.
pub(crate) fn read(headers: &HeaderMap, encrypted: bool) -> Option<Secret> {
    let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut sessions = texts
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .filter(|cookie| cookie.name() == name(encrypted));
    let session = sessions.next()?;
    let alone = sessions.all(|other| other.value() == session.value());
    (alone && !session.value().is_empty()).then(|| Secret::from_text(session.value()))
}

/// The header that gives a browser its session.
pub(crate) fn give(session: &Secret, encrypted: bool) -> Option<HeaderValue> {
    header(session.reveal(), SESSION_LONGEST / 1000, encrypted)
}

/// The header that takes it away.
pub(crate) fn take(encrypted: bool) -> Option<HeaderValue> {
    header("", 0, encrypted)
}

fn header(value: &str, seconds: i64, encrypted: bool) -> Option<HeaderValue> {
    let cookie = Cookie::build((name(encrypted), value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(Duration::seconds(seconds))
        .secure(encrypted);
    let mut header = HeaderValue::from_str(&cookie.to_string()).ok()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brought(cookies: &[&str], encrypted: bool) -> Option<String> {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(COOKIE, cookie.parse().unwrap());
        }
        read(&headers, encrypted).map(|secret| secret.reveal().to_owned())
    }

    #[test]
    fn the_session_is_found_among_other_cookies() {
        assert_eq!(brought(&["a=1; hedgerow_session=x; b=2"], false).as_deref(), Some("x"));
        assert_eq!(brought(&["a=1", "hedgerow_session=x"], false).as_deref(), Some("x"));
        assert_eq!(brought(&["__Host-hedgerow_session=x"], true).as_deref(), Some("x"));
        assert_eq!(brought(&["hedgerow_session=x"], true), None);
        assert_eq!(brought(&["xhedgerow_session=x; hedgerow_session="], false), None);
    }

    #[test]
    fn a_second_one_that_differs_makes_both_worthless() {
        assert_eq!(brought(&["hedgerow_session=x; hedgerow_session=y"], false), None);
        assert_eq!(brought(&["hedgerow_session=x", "hedgerow_session=y"], false), None);
    }

    #[test]
    fn no_script_and_no_other_site_gets_it() {
        let session = Secret::from_text("s");
        let given = |encrypted| {
            let header = give(&session, encrypted).unwrap();
            let text = header.to_str().unwrap().to_owned();
            let mut parts: Vec<String> = text.split("; ").map(str::to_owned).collect();
            parts[1..].sort_unstable();
            parts
        };
        let attributes = ["HttpOnly", "Max-Age=604800", "Path=/", "SameSite=Strict"];
        let plain = given(false);
        assert_eq!(
            (plain[0].as_str(), &plain[1..]),
            ("hedgerow_session=s", &attributes.map(String::from)[..])
        );
        let encrypted = given(true);
        assert_eq!(encrypted[0], "__Host-hedgerow_session=s");
        assert_eq!(encrypted[1..5], attributes);
        assert_eq!(encrypted[5..], ["Secure"]);
        assert!(take(false).unwrap().to_str().unwrap().contains("Max-Age=0"));
        assert!(give(&session, true).unwrap().is_sensitive());
    }
}
