//! The cookies of a browser: its session, and what it is recognised by at the next log-in.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use hedgerow_access::{DEVICE_LONGEST, SESSION_LONGEST, Secret};

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The session.
    Session,
    /// What the browser is recognised by.
    Device,
}

impl Kind {
    /// Its name. Where the browser comes encrypted, a prefix has it take the cookie from this host itself
    /// only, and for all paths (RFC 6265bis, section 4.1.3.2).
    fn name(self, encrypted: bool) -> &'static str {
        match (self, encrypted) {
            (Self::Session, false) => "hedgerow_session",
            (Self::Session, true) => "__Host-hedgerow_session",
            (Self::Device, false) => "hedgerow_device",
            (Self::Device, true) => "__Host-hedgerow_device",
        }
    }

    /// For how many seconds a browser keeps it.
    fn seconds(self) -> i64 {
        match self {
            Self::Session => SESSION_LONGEST / 1000,
            Self::Device => DEVICE_LONGEST / 1000,
        }
    }
}

/// The secret that a request brought along. Two different ones are none: one of them was planted.
pub(crate) fn read(kind: Kind, headers: &HeaderMap, encrypted: bool) -> Option<Secret> {
    let name = kind.name(encrypted);
    let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut found = texts
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .filter(|cookie| cookie.name() == name);
    let first = found.next()?;
    let alone = found.all(|other| other.value() == first.value());
    (alone && !first.value().is_empty()).then(|| Secret::from_text(first.value()))
}

/// The header that gives a browser its cookie.
pub(crate) fn give(kind: Kind, secret: &Secret, encrypted: bool) -> Option<HeaderValue> {
    header(kind, secret.reveal(), kind.seconds(), encrypted)
}

/// The header that takes it away.
pub(crate) fn take(kind: Kind, encrypted: bool) -> Option<HeaderValue> {
    header(kind, "", 0, encrypted)
}

fn header(kind: Kind, value: &str, seconds: i64, encrypted: bool) -> Option<HeaderValue> {
    let cookie = Cookie::build((kind.name(encrypted), value))
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
        read(Kind::Session, &headers, encrypted).map(|secret| secret.reveal().to_owned())
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
        let secret = Secret::from_text("s");
        for (kind, name, age) in [
            (Kind::Session, "hedgerow_session", "Max-Age=604800"),
            (Kind::Device, "hedgerow_device", "Max-Age=15552000"),
        ] {
            for encrypted in [false, true] {
                let header = give(kind, &secret, encrypted).unwrap();
                let mut parts: Vec<&str> = header.to_str().unwrap().split("; ").collect();
                parts[1..].sort_unstable();
                let prefix = if encrypted { "__Host-" } else { "" };
                assert_eq!(parts[0], format!("{prefix}{name}=s"));
                let mut expected = vec!["HttpOnly", age, "Path=/", "SameSite=Strict"];
                expected.extend(encrypted.then_some("Secure"));
                assert_eq!(parts[1..], expected);
            }
        }
        assert!(take(Kind::Session, false).unwrap().to_str().unwrap().contains("Max-Age=0"));
        assert!(give(Kind::Session, &secret, true).unwrap().is_sensitive());
    }
}
