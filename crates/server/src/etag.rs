//! Entity tags: the name of what a person looked at, sent back with what they want done to it.

use axum::Json;
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use hedgerow_model::hex;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::problem::Problem;

/// The header for a tag; nothing for a text that cannot be in one.
pub(crate) fn header(tag: &str) -> Option<(HeaderName, HeaderValue)> {
    HeaderValue::from_str(&format!("\"{tag}\"")).ok().map(|value| (ETAG, value))
}

/// A tag for what a text says.
pub(crate) fn of(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..12])
}

/// The tag that a request insists on; none without the header, or with `*`.
pub(crate) fn wanted(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    text.strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .filter(|tag| !tag.contains('"'))
        .map(|tag| Some(tag.to_owned()))
        .ok_or_else(|| {
            Problem::malformed(
                "the header `if-match` must be one strong entity tag in double quotes, as `etag` gave it",
            )
        })
}

/// An answer that names the revision of what it shows.
pub(crate) fn at_revision(shown: impl Serialize, revision: Option<i64>) -> Response {
    let tag = revision.and_then(|revision| header(&format!("r{revision}")));
    let mut response = Json(shown).into_response();
    response.headers_mut().extend(tag);
    response
}

/// The revision that a request insists on. A tag that is none of ours fits no revision.
pub(crate) fn revision(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    Ok(wanted(headers)?.map(|tag| {
        tag.strip_prefix('r').and_then(|revision| revision.parse().ok()).unwrap_or(i64::MIN)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> Result<Option<String>, Problem> {
        let mut headers = HeaderMap::new();
        headers.insert(IF_MATCH, text.parse().unwrap());
        wanted(&headers)
    }

    #[test]
    fn a_tag_comes_back_as_it_was_given() {
        let (_, value) = header("abc").unwrap();
        assert_eq!(with(value.to_str().unwrap()), Ok(Some("abc".to_owned())));
    }

    #[test]
    fn a_revision_comes_back_as_it_was_given_and_another_tag_fits_none() {
        let asked = |tag: HeaderValue| revision(&HeaderMap::from_iter([(IF_MATCH, tag)]));
        let given = at_revision("shown", Some(7)).headers()[ETAG].clone();
        assert_eq!(asked(given), Ok(Some(7)));
        assert_eq!(asked(HeaderValue::from_static("\"user-7\"")), Ok(Some(i64::MIN)));
        assert_eq!(revision(&HeaderMap::new()), Ok(None));
        assert!(at_revision("shown", None).headers().get(ETAG).is_none());
    }

    #[test]
    fn anything_but_one_strong_tag_is_refused() {
        assert_eq!(with("*"), Ok(None));
        assert_eq!(wanted(&HeaderMap::new()), Ok(None));
        assert!(with("W/\"abc\"").is_err());
        assert!(with("\"a\", \"b\"").is_err());
        assert!(with("abc").is_err());
    }
}
