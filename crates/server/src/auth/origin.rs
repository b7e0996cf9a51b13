//! Whether a browser's request comes from a page of our own.
//!
//! The cookie is `SameSite=Strict`, bodies are JSON only, and a header repeats a value that other sites
//! do not know; what browsers say of a request's origin is a further line.

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use hedgerow_access::same;

/// The header that repeats the session's value.
pub(crate) const CSRF: &str = "x-csrf-token";

/// What the browser says of where a request was made.
const FETCH_SITE: &str = "sec-fetch-site";

/// Whether a method may change something.
pub(crate) fn is_unsafe(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD)
}

/// Checks what a browser says of a request's origin.
///
/// # Errors
/// Says what is wrong when another site made it.
pub(crate) fn check(headers: &HeaderMap, public: Option<&str>) -> Result<(), String> {
    if let Some(site) = headers.get(FETCH_SITE)
        && !matches!(site.as_bytes(), b"same-origin" | b"none")
    {
        return Err("another site sent this request; open Hedgerow itself".to_owned());
    }
    let Some(origin) = headers.get(ORIGIN) else { return Ok(()) };
    let origin = origin.to_str().unwrap_or_default();
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let of_host = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"))
        .is_some_and(|named| !named.is_empty() && named.eq_ignore_ascii_case(host));
    if of_host || public.is_some_and(|public| public.eq_ignore_ascii_case(origin)) {
        return Ok(());
    }
    Err("the page that sent this request has another origin than this server; behind a proxy, set \
         `public_url` to the address that browsers use"
        .to_owned())
}

/// Checks the value that belongs to the session.
///
/// # Errors
/// Says what is wrong when it is missing or another's.
pub(crate) fn check_value(headers: &HeaderMap, expected: &str) -> Result<(), String> {
    let Some(given) = headers.get(CSRF) else {
        return Err(format!(
            "a request that changes something and is sent with a session cookie needs the header \
             `{CSRF}` with \
             the value `csrf` of GET /api/v1/me"
        ));
    };
    if same(given.to_str().unwrap_or_default(), expected) {
        Ok(())
    } else {
        Err(format!("the header `{CSRF}` belongs to another session; request GET /api/v1/me again"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(headers: &[(&'static str, &str)], public: Option<&str>) -> bool {
        let headers =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        check(&headers.collect(), public).is_ok()
    }

    #[test]
    fn our_own_pages_and_programs_pass() {
        let host = ("host", "127.0.0.1:8484");
        assert!(with(&[host], None));
        assert!(with(&[host, ("origin", "http://127.0.0.1:8484")], None));
        assert!(with(&[host, ("sec-fetch-site", "same-origin")], None));
        let proxied = [("host", "inside:80"), ("origin", "https://hedgerow.example.org")];
        assert!(with(&proxied, Some("https://hedgerow.example.org")));
    }

    #[test]
    fn other_sites_do_not() {
        let host = ("host", "hedgerow.example.org");
        for origin in [
            "http://evil.example",
            "null",
            "https://hedgerow.example.org.evil.example",
            "https://",
            "",
        ] {
            assert!(!with(&[host, ("origin", origin)], None), "{origin}");
        }
        for site in ["cross-site", "same-site", "x"] {
            let origin = ("origin", "https://hedgerow.example.org");
            assert!(!with(&[host, origin, ("sec-fetch-site", site)], None), "{site}");
        }
    }

    #[test]
    fn the_value_must_be_the_sessions() {
        let mut headers = HeaderMap::new();
        assert!(check_value(&headers, "v").unwrap_err().contains("GET /api/v1/me"));
        headers.insert(CSRF, "w".parse().unwrap());
        assert!(check_value(&headers, "v").is_err());
        headers.insert(CSRF, "v".parse().unwrap());
        assert!(check_value(&headers, "v").is_ok());
    }
}
