//! The web application, embedded in the program.
//!
//! `web/dist` as it was when this crate was built: hashed files below `assets/`, which never change and may be kept
//! for good, and one page, which stands for every path that a browser asks for and nothing else answers: its
//! paths are the application's own. Each answer with the page has a nonce of its own, so that only styles
//! that the page's scripts bring may be applied besides those from files. The build leaves a `.br` and a `.gz`
//! beside each file that gets smaller by it; they are sent as they are.

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use hedgerow_model::hex;

use crate::problem::Problem;

/// What the page has in the places where the nonce belongs.
const NONCE: &str = "__CSP_NONCE__";

/// What a browser may do with the page, besides the policy on its content.
const FOR_THE_PAGE: [(HeaderName, &str); 4] = [
    (header::CACHE_CONTROL, "no-cache"),
    (header::VARY, "accept"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)",
    ),
];

/// What goes along with the page and with every file.
const FOR_ALL: [(HeaderName, &str); 3] = [
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// The page of a program that was built without the application.
const NOT_BUILT: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>Hedgerow</title>
<h1>Hedgerow serves, without its web application</h1>
<p>This program was built without the web application. To build it in, run in the checkout, with Node installed:</p>
<pre>cargo xtask web
cargo build --release</pre>
<p>The API answers below <code>/api/v1</code>; <a href=\"/api/openapi.json\">/api/openapi.json</a> describes it.</p>
</html>
";

#[derive(rust_embed::Embed)]
#[folder = "../../web/dist"]
struct Built;

/// A file of the application.
struct File {
    bytes: Cow<'static, [u8]>,
    /// The SHA-256 of the bytes.
    digest: [u8; 32],
}

/// Looks a file up by its path in the folder, without a leading slash.
type Files = fn(&str) -> Option<File>;

fn built(path: &str) -> Option<File> {
    let file = Built::get(path)?;
    Some(File { bytes: file.data, digest: file.metadata.sha256_hash() })
}

/// Answers what nothing else does: with a file of the application, its page, or a problem.
pub(crate) async fn answer(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    respond(built, &method, uri.path(), &headers)
}

fn respond(files: Files, method: &Method, path: &str, headers: &HeaderMap) -> Response {
    let name = path.trim_start_matches('/');
    let reads = matches!(*method, Method::GET | Method::HEAD);
    let wants_page = name.is_empty() || accepts(headers, &header::ACCEPT, "text/html");
    let response = if !reads || is_the_apis(name) {
        None
    } else if let Some(found) = file(files, name, headers) {
        Some(found)
    } else if wants_page && !name.starts_with("assets/") {
        Some(page(files))
    } else {
        None
    };
    let Some(mut response) = response else { return Problem::no_such_path(path).into_response() };
    add(response.headers_mut(), FOR_ALL);
    if *method == Method::HEAD { without_body(response) } else { response }
}

/// Whether a path belongs to the API and its neighbours, where a page would be taken for an answer.
fn is_the_apis(name: &str) -> bool {
    let first = name.split('/').next().unwrap_or_default();
    matches!(first, "api" | "healthz" | "readyz" | "metrics")
}

/// The page, with a nonce that no other answer has.
fn page(files: Files) -> Response {
    let Some(index) = files("index.html") else {
        return (StatusCode::NOT_IMPLEMENTED, with_policy("'none'", NOT_BUILT.to_owned()))
            .into_response();
    };
    let nonce = fresh_nonce();
    let html = String::from_utf8_lossy(&index.bytes).replace(NONCE, &nonce);
    with_policy(&format!("'self' 'nonce-{nonce}'"), html).into_response()
}

/// A page, with the policy on its content (W3C, Content Security Policy Level 3): everything from here, nothing else.
fn with_policy(styles: &str, html: String) -> impl IntoResponse {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data:; connect-src 'self'; \
         font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    let mut headers = HeaderMap::new();
    add(&mut headers, FOR_THE_PAGE);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    (headers, html)
}

/// 128 random bits, as hexadecimal digits.
fn fresh_nonce() -> String {
    hex(&rand::random::<[u8; 16]>())
}

/// A file other than the page, in the smallest form that was built and that the asker takes.
fn file(files: Files, name: &str, headers: &HeaderMap) -> Option<Response> {
    let is_compressed = name.ends_with(".br") || name.ends_with(".gz");
    if is_compressed || name == "index.html" {
        return None;
    }
    let plain = files(name)?;
    // weak: the compressed forms say the same, in other bytes (RFC 9110, section 8.8.1)
    let tag = format!("W/\"{}\"", hex(&plain.digest[..12]));
    let kept = match name.starts_with("assets/") {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let mut out = HeaderMap::new();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    out.insert(header::ETAG, HeaderValue::from_str(&tag).ok()?);
    if has(headers, &tag) {
        return Some((StatusCode::NOT_MODIFIED, out).into_response());
    }
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    let smaller = [("br", ".br"), ("gzip", ".gz")].into_iter().find_map(|(encoding, suffix)| {
        let taken = accepts(headers, &header::ACCEPT_ENCODING, encoding);
        taken.then(|| files(&format!("{name}{suffix}"))).flatten().map(|file| (encoding, file))
    });
    let bytes = match smaller {
        Some((encoding, file)) => {
            out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            file.bytes
        }
        None => plain.bytes,
    };
    let bytes = match bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    Some((out, bytes).into_response())
}

/// Whether the asker has this very file already (RFC 9110, section 13.1.2).
fn has(headers: &HeaderMap, tag: &str) -> bool {
    let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    values(headers, &header::IF_NONE_MATCH)
        .any(|known| known.trim() == "*" || strong(known) == strong(tag))
}

/// Whether a list such as `accept` names `wanted`, and not only to refuse it (`;q=0`).
fn accepts(headers: &HeaderMap, list: &HeaderName, wanted: &str) -> bool {
    values(headers, list).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
        let refused = parts.filter_map(|part| part.split_once('=')).any(|(name, weight)| {
            name.trim().eq_ignore_ascii_case("q") && weight.trim().parse() == Ok(0.0)
        });
        named && !refused
    })
}

/// The items of a header that is a list, however many lines it has.
fn values<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(','))
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn add<const N: usize>(headers: &mut HeaderMap, more: [(HeaderName, &'static str); N]) {
    for (name, value) in more {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// The head of an answer, with the length that its body would have had.
fn without_body(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let length = axum::body::HttpBody::size_hint(&body).exact();
    if let Some(length) = length.filter(|length| *length > 0) {
        parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    Response::from_parts(parts, Body::empty())
}

#[cfg(test)]
mod tests;
