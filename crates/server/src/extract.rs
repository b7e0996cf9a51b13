//! Reading requests, with problems that say where they cannot be read.

use std::time::Duration;

use axum::body::{Body as Sent, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use futures::StreamExt as _;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::problem::Problem;

/// How many bytes a request may have, and how long they may take to arrive. The gate says so for each
/// request that it lets in.
#[derive(Clone, Copy)]
pub(crate) struct Limited {
    pub(crate) bytes: usize,
    pub(crate) within: Duration,
}

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        require_json(request.headers())?;
        parse(&bytes(request).await?).map(Self)
    }
}

/// A JSON body that may be left out.
pub(crate) struct OptionalBody<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let headers = request.headers().clone();
        let bytes = bytes(request).await?;
        if bytes.trim_ascii().is_empty() {
            return Ok(Self(T::default()));
        }
        require_json(&headers)?;
        parse(&bytes).map(Self)
    }
}

async fn bytes(request: Request) -> Result<Bytes, Problem> {
    let limited = request.extensions().get::<Limited>().copied();
    let limited = limited.ok_or_else(|| Problem::internal("a request came past the gate"))?;
    read(request.into_body(), limited).await
}

/// Reads a body within its bounds: what is longer is refused as soon as that is seen.
pub(crate) async fn read(body: Sent, limited: Limited) -> Result<Bytes, Problem> {
    let Limited { bytes, within } = limited;
    let read = async {
        let mut stream = body.into_data_stream();
        let mut read = Vec::new();
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(|_| {
                Problem::malformed("the connection ended before the whole request had arrived")
            })?;
            if read.len() + piece.len() > bytes {
                return Err(Problem::too_large(bytes));
            }
            read.extend_from_slice(&piece);
        }
        Ok(Bytes::from(read))
    };
    timeout(within, read).await.unwrap_or_else(|_| Err(Problem::too_slow(within.as_secs())))
}

fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(found) = headers.get(CONTENT_TYPE) else {
        return Err(Problem::not_json("without a type"));
    };
    let found = String::from_utf8_lossy(found.as_bytes());
    let media = found.split(';').next().unwrap_or_default().trim();
    if media.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Problem::not_json(&format!("`{media}`")))
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let at = error.path().to_string();
        let error = error.into_inner();
        if error.is_data() {
            let place = if at == "." { String::new() } else { format!("`{at}`: ") };
            Problem::invalid(format!("{place}{error}"))
        } else {
            Problem::malformed(format!("the body is not JSON: {error}"))
        }
    })?;
    json.end().map_err(|error| {
        Problem::malformed(format!("the body has more text after its JSON value: {error}"))
    })?;
    Ok(read)
}

/// The parameters behind the `?`.
pub(crate) struct Parameters<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::from_request_parts(parts, state).await {
            Ok(Query(parameters)) => Ok(Self(parameters)),
            Err(rejection) => Err(Problem::malformed(rejection.body_text())),
        }
    }
}

/// The variable part of a path: a name, or a number.
pub(crate) struct Named<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(name)) => Ok(Self(name)),
            Err(rejection) => Err(Problem::malformed(rejection.body_text())),
        }
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_engine::views::DraftRequest;

    use super::*;

    fn problem(body: &str) -> (u16, String) {
        let problem = parse::<DraftRequest>(body.as_bytes()).unwrap_err();
        (problem.status, problem.detail.clone())
    }

    #[test]
    fn a_body_that_is_not_json_is_refused_with_line_and_column() {
        let (status, detail) = problem("{\n  \"edits\": [,]\n}");
        assert_eq!(status, 400);
        assert!(detail.contains("line 2 column 13"), "{detail}");
    }

    #[test]
    fn a_body_that_does_not_fit_is_refused_with_the_field() {
        let (status, detail) = problem(r#"{"edits": [], "changes": "x"}"#);
        assert_eq!(status, 422);
        assert!(detail.contains("unknown field `changes`"), "{detail}");
        let (status, detail) = problem(r#"{"edits": [{"op": "set", "resource": 3}]}"#);
        assert_eq!(status, 422);
        assert!(detail.starts_with("`edits[0]"), "{detail}");
    }

    #[test]
    fn what_follows_the_body_is_refused() {
        let (status, detail) = problem(r#"{"edits": []} {}"#);
        assert_eq!(status, 400);
        assert!(detail.contains("more text after"), "{detail}");
    }

    #[test]
    fn only_json_is_read() {
        let with = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, text.parse().unwrap());
            require_json(&headers)
        };
        assert!(with("application/json").is_ok());
        assert!(with("application/json; charset=utf-8").is_ok());
        assert_eq!(with("text/plain").unwrap_err().status, 415);
        assert_eq!(require_json(&HeaderMap::new()).unwrap_err().status, 415);
    }
}
