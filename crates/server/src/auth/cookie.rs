//! The cookies of a browser: its session, and what it is recognised by at the next log-in.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
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
    let mut found: Option<&str> = None;
    let cookies = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    for (_, value) in cookies.filter(|(found, _)| *found == kind.name(encrypted)) {
        if found.is_some_and(|other| other != value) {
            return None;
        }
        found = Some(value);
    }
    found.filter(|value| !value.is_empty()).map(Secret::from_text)
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
    let name = kind.name(encrypted);
    let secure = if encrypted { "; Secure" } else { "" };
    let text =
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    let mut header = HeaderValue::from_str(&text).ok()?;
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
        let session = Secret::from_text("s");
        assert_eq!(
            give(Kind::Session, &session, true).unwrap(),
            "__Host-hedgerow_session=s; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800; Secure"
        );
        assert_eq!(
            give(Kind::Session, &session, false).unwrap(),
            "hedgerow_session=s; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800"
        );
        assert_eq!(
            give(Kind::Device, &session, true).unwrap(),
            "__Host-hedgerow_device=s; Path=/; HttpOnly; SameSite=Strict; Max-Age=15552000; Secure"
        );
        assert!(take(Kind::Session, false).unwrap().to_str().unwrap().contains("Max-Age=0"));
        assert!(give(Kind::Session, &session, true).unwrap().is_sensitive());
    }
}
