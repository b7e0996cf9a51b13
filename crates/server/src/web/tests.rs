use axum::body::to_bytes;

use super::*;

/// A built application: a page, a script in three forms, and a file of a fixed name.
fn sample(path: &str) -> Option<File> {
    let text: &'static [u8] = match path {
        "index.html" => {
            b"<!doctype html><meta property=csp-nonce nonce=\"__CSP_NONCE__\"><p>__CSP_NONCE__</p>"
        }
        "assets/index-a1.js" => b"plain script",
        "assets/index-a1.js.br" => b"as brotli",
        "assets/index-a1.js.gz" => b"as gzip",
        "favicon.svg" => b"<svg/>",
        _ => return None,
    };
    Some(File { bytes: Cow::Borrowed(text), digest: [text.len() as u8; 32] })
}

fn nothing(_: &str) -> Option<File> {
    None
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn is_problem(&self) -> bool {
        self.status == 404 && self.header("content-type") == "application/problem+json"
    }
}

async fn ask(files: Files, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()))
        .collect();
    let (parts, body) = respond(files, &method, path, &headers).into_parts();
    let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
    Answer { status: parts.status.as_u16(), headers: parts.headers, text }
}

async fn get(path: &str, headers: &[(&str, &str)]) -> Answer {
    ask(sample, Method::GET, path, headers).await
}

const BROWSER: (&str, &str) =
    ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
const SCRIPT: &str = "/assets/index-a1.js";

#[tokio::test]
async fn every_path_of_the_application_is_its_page() {
    for path in ["/", "/fabrics/env", "/fabrics/env/resources/VPC/-/web", "/index.html"] {
        let answer = get(path, &[BROWSER]).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "no-cache");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert!(answer.header("permissions-policy").contains("camera=()"));
        assert!(!answer.headers.contains_key("etag"), "a kept page would have an old nonce");
    }
    assert_eq!(get("/", &[]).await.status, 200, "the root is the page for anybody");
}

#[tokio::test]
async fn each_page_has_a_nonce_of_its_own_and_a_policy_that_names_it() {
    let (one, other) = (get("/", &[BROWSER]).await, get("/", &[BROWSER]).await);
    assert_ne!(one.text, other.text);
    assert!(!one.text.contains(NONCE));
    let nonce = one.text.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(nonce.len(), 32);
    assert!(one.text.contains(&format!("<p>{nonce}</p>")), "everywhere: {}", one.text);
    assert_eq!(
        one.header("content-security-policy"),
        format!(
            "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; \
             connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )
    );
}

#[tokio::test]
async fn what_is_not_asked_for_as_a_page_and_what_belongs_to_the_api_is_a_problem() {
    for headers in [&[][..], &[("accept", "application/json")], &[("accept", "*/*")]] {
        assert!(get("/elsewhere", headers).await.is_problem(), "{headers:?}");
    }
    assert!(get("/elsewhere", &[("accept", "text/html;q=0, */*")]).await.is_problem());
    for path in
        ["/api", "/api/", "/api/v1/nothing", "/healthz/x", "/readyz/x", "/metrics/x", "//api/v1"]
    {
        assert!(get(path, &[BROWSER]).await.is_problem(), "{path}");
    }
    assert!(ask(sample, Method::POST, "/", &[BROWSER]).await.is_problem());
    assert_eq!(get("/apiary", &[BROWSER]).await.status, 200);
}

#[tokio::test]
async fn an_asset_is_sent_in_the_smallest_form_that_is_taken() {
    for (encodings, encoding, text) in [
        ("gzip, deflate, br, zstd", "br", "as brotli"),
        ("gzip, deflate", "gzip", "as gzip"),
        ("br;q=0, gzip;q=0.5", "gzip", "as gzip"),
        ("identity", "", "plain script"),
    ] {
        let answer = get(SCRIPT, &[("accept-encoding", encodings)]).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-encoding"), encoding, "{encodings}");
        assert_eq!(answer.text, text, "{encodings}");
        assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
}

#[tokio::test]
async fn what_somebody_has_is_not_sent_again() {
    let first = get(SCRIPT, &[("accept-encoding", "br")]).await;
    let tag = first.header("etag").to_owned();
    for known in [tag.clone(), format!("\"other\", {tag}"), tag.replace("W/", "")] {
        let again = get(SCRIPT, &[("if-none-match", known.as_str())]).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""), "{known}");
        assert_eq!(again.header("etag"), tag);
        assert!(again.header("cache-control").contains("immutable"));
    }
    assert_eq!(get(SCRIPT, &[("if-none-match", "\"other\"")]).await.status, 200);
    assert_ne!(get("/favicon.svg", &[]).await.header("etag"), tag);
}

#[tokio::test]
async fn a_file_whose_name_stays_is_asked_for_each_time() {
    let answer = get("/favicon.svg", &[BROWSER]).await;
    assert_eq!(answer.header("content-type"), "image/svg+xml");
    assert_eq!(answer.header("cache-control"), "no-cache");
}

#[tokio::test]
async fn an_asset_that_is_gone_is_a_problem_even_to_a_browser() {
    for path in
        ["/assets/index-a0.js", "/assets/", "/assets/index-a1.js.br", "/assets/../index.html"]
    {
        assert!(get(path, &[BROWSER]).await.is_problem(), "{path}");
    }
}

#[tokio::test]
async fn a_head_has_the_length_and_no_body() {
    for (path, length) in [(SCRIPT, "12"), ("/favicon.svg", "6")] {
        let answer = ask(sample, Method::HEAD, path, &[BROWSER]).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, ""));
        assert_eq!(answer.header("content-length"), length);
    }
    let page = ask(sample, Method::HEAD, "/", &[BROWSER]).await;
    assert!(page.text.is_empty() && page.header("content-security-policy").contains("nonce-"));
}

#[tokio::test]
async fn without_the_application_the_page_says_how_to_build_it() {
    let answer = ask(nothing, Method::GET, "/fabrics", &[BROWSER]).await;
    assert_eq!(answer.status, 501);
    assert!(answer.text.contains("cargo xtask web"));
    assert!(answer.header("content-security-policy").contains("style-src 'none'"));
    assert!(ask(nothing, Method::GET, SCRIPT, &[BROWSER]).await.is_problem());
}

#[test]
fn the_types_of_the_application_are_generated_from_this_api() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/openapi.json");
    let kept: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let now = serde_json::to_value(crate::openapi()).unwrap();
    assert!(
        kept == now,
        "web/openapi.json is out of date; generate it again: \
         `cargo run -p hedgerow-server --example openapi > web/openapi.json`"
    );
}
