//! Failures as RFC 9457 problem details.
//!
//! The detail is written for the person who asked: what, where, what to do. What happened inside
//! the server is not theirs: it goes to the log once, under an id that the problem carries.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hedgerow_access::AccessError;
use hedgerow_engine::{Class, EngineError, Trouble};
use hedgerow_store::StoreError;
use serde::Serialize;
use utoipa::openapi::{Content, Ref, RefOr, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};
use uuid::Uuid;

/// The media type of a problem (RFC 9457, section 3).
const MEDIA_TYPE: &str = "application/problem+json";

/// After how many seconds to ask again while a remote is being waited for.
const WAIT_SECONDS: u64 = 10;

/// What went wrong. Boxed: nearly every function here may end with one, and few do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Problem(Box<Body>);

/// What went wrong, as RFC 9457 lays it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Body {
    /// What sort of problem: `urn:hedgerow:problem:` and a stable word.
    #[serde(rename = "type")]
    pub kind: String,
    /// A stable word for programs, finer than `type` where more can be told apart: `never-synced`,
    /// `ambiguous-resource`, `in-use`. Otherwise the word of `type`.
    pub code: String,
    /// The sort of problem in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened here, and what to do.
    pub detail: String,
    /// What sort of thing it is about, where that is one: `change`, `fabric`, `resource`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<String>,
    /// The name of that thing, as it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The fabric it belongs to, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fabric: Option<String>,
    /// This one occurrence, to be found in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// After how many seconds to try again, when that is why; also in the header `retry-after`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl std::ops::Deref for Problem {
    type Target = Body;

    fn deref(&self) -> &Body {
        &self.0
    }
}

impl Problem {
    fn new(status: StatusCode, word: &str, title: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(Body {
            kind: format!("urn:hedgerow:problem:{word}"),
            code: word.to_owned(),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            thing: None,
            name: None,
            fabric: None,
            instance: None,
            retry_after: None,
        }))
    }

    /// The request is not well formed: not JSON, an unknown parameter.
    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", "Malformed request", detail)
    }

    /// Nobody is known to ask: no session, no token, or not the right one.
    pub(crate) fn unauthorised(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorised", "Not logged in", detail)
    }

    /// Whoever asks may not.
    pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "Not permitted", detail)
    }

    /// A browser's request that does not come from a page of our own.
    pub(crate) fn forged(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forged", "Request from another site", detail)
    }

    /// It does not exist, or not for whoever asks.
    pub(crate) fn not_found(what: &str, name: &str) -> Self {
        let mut problem = Self::none(format!("{what} `{name}` does not exist"));
        problem.0.thing = Some(what.to_owned());
        problem.0.name = Some(name.to_owned());
        problem
    }

    fn none(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found", detail)
    }

    fn refused(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "refused", "Not possible in the current state", detail)
    }

    /// Too many tries.
    pub(crate) fn limited(seconds: u64, detail: impl Into<String>) -> Self {
        let title = "Too many attempts";
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "limited", title, detail);
        problem.0.retry_after = Some(seconds);
        problem
    }

    /// Too many requests of one at once.
    pub(crate) fn too_many(seconds: u64, detail: impl Into<String>) -> Self {
        let title = "Too many requests";
        let mut problem =
            Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", title, detail);
        problem.0.retry_after = Some(seconds);
        problem
    }

    /// Too many requests of all together.
    pub(crate) fn busy(seconds: u64, detail: impl Into<String>) -> Self {
        let title = "Server busy";
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", title, detail);
        problem.0.retry_after = Some(seconds);
        problem
    }

    /// The body takes too long to arrive.
    pub(crate) fn too_slow(seconds: u64) -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "too-slow",
            "Request timeout",
            format!("the whole request must arrive within {seconds} seconds"),
        )
    }

    /// Nothing stands at this path.
    pub(crate) fn no_such_path(path: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no-such-path",
            "No such path",
            format!("nothing is served at `{path}`; /api/openapi.json lists what is"),
        )
    }

    /// The path is there, for other methods.
    pub(crate) fn method_not_allowed(method: &str, path: &str) -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "Method not allowed",
            format!("`{path}` does not allow {method}; the header `allow` lists what it allows"),
        )
    }

    /// The body is larger than the server reads.
    pub(crate) fn too_large(limit_bytes: usize) -> Self {
        let limit = match limit_bytes >> 20 {
            0 => format!("{} KiB", limit_bytes >> 10),
            mib => format!("{mib} MiB"),
        };
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "Request too large",
            format!("this request can have at most {limit}"),
        )
    }

    /// The body is of another type than JSON.
    pub(crate) fn not_json(found: &str) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not-json",
            "Not JSON",
            format!("the body must be sent as `content-type: application/json`, not {found}"),
        )
    }

    /// The request is well formed and makes no sense.
    pub(crate) fn invalid(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Invalid request", detail)
    }

    /// The server is not able to answer yet.
    pub(crate) fn not_ready(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "not-ready", "Server not ready", detail)
    }

    /// The database takes no writes, or does not answer. What is wrong with it is logged once, by the job
    /// that watches it.
    pub(crate) fn database(trouble: &Trouble) -> Self {
        let (status, word, title) = match trouble {
            Trouble::Full => {
                (StatusCode::INSUFFICIENT_STORAGE, "full", "the disk of the database is full")
            }
            _ => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "the database takes no writes"),
        };
        let mut problem = Self::new(status, word, title, trouble.to_string());
        problem.0.code = trouble.code().to_owned();
        problem.0.retry_after = trouble.retry_after();
        problem
    }

    /// As [`Problem::database`], to who asks whether the server is ready: one status for all of it.
    pub(crate) fn database_not_ready(trouble: &Trouble) -> Self {
        let told = Self::database(trouble);
        let mut problem = Self::not_ready(trouble.to_string());
        problem.0.code = told.code.clone();
        problem.0.retry_after = told.retry_after;
        problem
    }

    /// A remote repository is being waited for.
    fn waiting(detail: impl Into<String>) -> Self {
        let title = "Waiting for the remote repository";
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "waiting", title, detail);
        problem.0.retry_after = Some(WAIT_SECONDS);
        problem
    }

    /// The world moved since the person looked.
    pub(crate) fn moved(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::PRECONDITION_FAILED, "moved", "Changed in the meantime", detail)
    }

    /// A failure inside the server. The reason is logged here, and only here.
    pub(crate) fn internal(reason: &str) -> Self {
        let id = Uuid::now_v7();
        tracing::error!(%id, reason, "a request failed inside the server");
        let mut problem = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Internal error",
            format!("the server's log has the reason under {id}"),
        );
        problem.0.instance = Some(format!("urn:uuid:{id}"));
        problem
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        if let EngineError::Unavailable(trouble) = &error {
            return Self::database(trouble);
        }
        let detail = error.to_string();
        let mut problem = match error.class() {
            Class::NotFound => Self::none(detail),
            Class::Malformed => Self::malformed(detail),
            Class::Invalid => Self::invalid(detail),
            Class::Refused => Self::refused(detail),
            Class::Forbidden => Self::forbidden(detail),
            Class::Moved => Self::moved(detail),
            Class::Remote => {
                Self::new(StatusCode::BAD_GATEWAY, "remote", "Remote repository failed", detail)
            }
            Class::Waiting => Self::waiting(detail),
            Class::Unavailable | Class::Full | Class::Internal => return Self::internal(&detail),
        };
        let about = error.about();
        problem.0.code = error.code().to_owned();
        problem.0.thing = about.thing.map(|thing| thing.word().to_owned());
        problem.0.name = about.name.map(Into::into);
        problem.0.fabric = about.fabric.map(str::to_owned);
        problem
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(trouble) => Self::database(&trouble),
            error => Self::internal(&error.to_string()),
        }
    }
}

impl From<AccessError> for Problem {
    fn from(error: AccessError) -> Self {
        let detail = error.to_string();
        match error {
            AccessError::Denied(_) => Self::unauthorised(detail),
            AccessError::Limited { seconds } => Self::limited(seconds, detail),
            AccessError::NotFound { what, name } => Self::not_found(what, &name),
            AccessError::Invalid(_) => Self::invalid(detail),
            AccessError::Refused(_) => Self::refused(detail),
            AccessError::Moved(_) => Self::moved(detail),
            AccessError::Unavailable(trouble) => Self::database(&trouble),
            AccessError::Internal(_) => Self::internal(&detail),
        }
    }
}

/// Goes along with an answer, so that the request's log line can say what sort of problem it was. The
/// detail stays out of the log: it quotes what people sent.
#[derive(Clone)]
pub(crate) struct ProblemKind(pub(crate) String);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = ProblemKind(self.kind.clone());
        let retry_after = self.retry_after;
        let mut response = (status, Json(self)).into_response();
        response.extensions_mut().insert(kind);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Every endpoint's failures, for the API's description.
pub(crate) struct Problems;

impl IntoResponses for Problems {
    fn responses() -> std::collections::BTreeMap<String, RefOr<utoipa::openapi::response::Response>>
    {
        let response = ResponseBuilder::new()
            .description("What went wrong (RFC 9457).")
            .content(MEDIA_TYPE, Content::new(Some(Ref::from_schema_name("Problem"))))
            .build();
        [("default".to_owned(), RefOr::T(response))].into()
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_engine::{ChangeError, DraftError, Thing};

    use super::*;

    #[test]
    fn every_class_of_the_engines_errors_has_its_status() {
        let of = |error: EngineError| Problem::from(error).status;
        let missing = EngineError::NotFound { what: Thing::Fabric, name: "x".into(), within: None };
        assert_eq!(of(missing), 404);
        assert_eq!(of(EngineError::Malformed("x".into())), 400);
        assert_eq!(of(EngineError::Invalid("x".into())), 422);
        assert_eq!(of(EngineError::Refused("x".into())), 409);
        assert_eq!(of(ChangeError::NeedsAPerson { change: "x".into() }.into()), 403);
        assert_eq!(of(EngineError::Moved("x".into())), 412);
        assert_eq!(of(EngineError::Remote("x".into())), 502);
        assert_eq!(of(EngineError::Internal("x".into())), 500);
        assert_eq!(of(EngineError::Unavailable(Trouble::Full)), 507);
        assert_eq!(of(EngineError::Unavailable(Trouble::ReadOnly)), 503);
    }

    #[test]
    fn a_problem_says_to_programs_what_is_wrong_and_with_what() {
        let error = EngineError::NotFound {
            what: Thing::Resource,
            name: "VPC/web".into(),
            within: Some("env".into()),
        };
        let problem = serde_json::to_value(Problem::from(error)).unwrap();
        assert_eq!(problem["code"], "not-found");
        assert_eq!(problem["thing"], "resource");
        assert_eq!(problem["name"], "VPC/web");
        assert_eq!(problem["fabric"], "env");

        let never = DraftError::NeverSynced { fabric: "env".into() };
        let problem = Problem::from(EngineError::from(never));
        assert_eq!((problem.code.as_str(), problem.status), ("never-synced", 409));
        assert_eq!(problem.kind, "urn:hedgerow:problem:refused");
        assert_eq!(problem.fabric.as_deref(), Some("env"));
    }

    #[test]
    fn a_database_that_takes_no_writes_is_told_alike_whoever_met_it() {
        let locked = || Trouble::Locked { since: 0 };
        let met = Problem::from(EngineError::Unavailable(locked()));
        assert_eq!(
            (met.status, met.code.as_str(), met.retry_after),
            (503, "database-locked", Some(5))
        );
        assert_eq!(met, Problem::from(AccessError::Unavailable(locked())));
        assert_eq!(met, Problem::from(StoreError::Unavailable(locked())));
        let ready = Problem::database_not_ready(&Trouble::Full);
        assert_eq!((ready.status, ready.code.as_str()), (503, "database-full"));
    }

    #[test]
    fn a_problem_without_a_finer_code_has_the_word_of_its_type() {
        let problem = Problem::from(EngineError::Invalid("x".into()));
        assert_eq!(problem.code, "invalid");
        let problem = Problem::not_found("user", "ann");
        assert_eq!((problem.code.as_str(), problem.thing.as_deref()), ("not-found", Some("user")));
        assert_eq!(problem.name.as_deref(), Some("ann"));
    }

    #[test]
    fn what_failed_inside_stays_inside() {
        let problem = Problem::from(EngineError::Internal("disk /dev/sda1 is full".into()));
        assert!(!problem.detail.contains("sda1"), "{}", problem.detail);
        assert!(problem.instance.as_ref().is_some_and(|id| id.starts_with("urn:uuid:")));
    }
}
