//! All paths put together, and what every answer goes through.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, Uri, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hedgerow_engine::Engine;
use hedgerow_engine::views::ShownState;
use hedgerow_model::{AuditAction, AuditOutcome, ConflictState};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi as _;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Components, OpenApi as Description, SecurityRequirement};
use utoipa_axum::router::OpenApiRouter;

use crate::auth::gate;
use crate::config::ServerConfig;
use crate::drain::drain;
use crate::problem::{Body, Problem};
use crate::state::App;
use crate::{api, health, observe, web};

/// Over https: a browser comes encrypted for the next year, whatever link it follows.
const HSTS: &str = "max-age=31536000";

/// Where the versioned API is.
const BASE: &str = "/api/v1";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Hedgerow",
        description = "Keeps Git, the database behind this API, and Kubernetes in agreement, in both directions."
    ),
    // What only parameters and failures use is not collected from the handlers.
    components(schemas(Body, ShownState, ConflictState, AuditAction, AuditOutcome)),
    tags(
        (name = "people", description = "Logging in, one's own account, the accounts of others."),
        (name = "audit", description = "Who did what, when, from where."),
        (name = "clusters", description = "Kubernetes clusters that fabrics live in, and what they have."),
        (name = "repositories", description = "Git repositories that fabrics live in."),
        (name = "fabrics", description = "Networks and their resources."),
        (name = "changes", description = "Named sets of drafts on their way to Git."),
        (name = "conflicts", description = "Where two sides disagree, until a person decides."),
        (name = "policies", description = "Which conflicts are settled without a person."),
        (name = "runs", description = "What was done, step by step."),
        (name = "events", description = "What happens, while it happens."),
        (name = "tour", description = "What to try on a server that is there for that."),
    )
)]
struct Info;

fn described() -> (Router<App>, Description) {
    let (router, mut description) =
        OpenApiRouter::with_openapi(Info::openapi()).nest(BASE, api::routes()).split_for_parts();
    let components = description.components.get_or_insert_with(Components::new);
    let bearer = SecurityScheme::Http(
        Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An API token of a person, or the installation's own."))
            .build(),
    );
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
        "hedgerow_session",
        "A browser's session (`__Host-hedgerow_session` over https). Unsafe requests repeat `csrf` of \
         GET /me in the header `x-csrf-token`.",
    )));
    components.add_security_scheme("token", bearer);
    components.add_security_scheme("session", cookie);
    let either = |name| SecurityRequirement::new::<_, [String; 0], String>(name, []);
    description.security = Some(vec![either("token"), either("session")]);
    (router, description)
}

/// The description of the API, generated from its handlers.
#[must_use]
pub fn openapi() -> Description {
    described().1
}

/// The server as a service, for those who serve it themselves, such as tests. Who asks is known by
/// [`axum::extract::ConnectInfo`] of the peer's address, where that is given.
pub fn router(engine: Engine, config: impl Into<ServerConfig>) -> Router {
    with_state(App::new(engine, config.into()))
}

pub(crate) fn with_state(app: App) -> Router {
    observe::start();
    let (api, description) = described();
    let description: axum::body::Bytes =
        serde_json::to_vec(&description).unwrap_or_default().into();
    let json = || [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    let router = api
        .route_layer(from_fn_with_state(app.clone(), gate))
        .route("/api/openapi.json", get(move || async move { (json(), description) }))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::figures))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(web::answer)
        .with_state(app.clone());
    let router = with_layers(router);
    if app.config.encrypted() {
        return router.layer(answer_header(header::STRICT_TRANSPORT_SECURITY, HSTS));
    }
    router
}

/// What every request and answer goes through, the outermost last.
fn with_layers(router: Router) -> Router {
    router
        .layer(from_fn(drain))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(answer_header(header::CACHE_CONTROL, "no-store"))
        .layer(answer_header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(answer_header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(answer_header(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ))
        .layer(answer_header(header::REFERRER_POLICY, "no-referrer"))
        .layer(answer_header(
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ))
        .layer(from_fn(observe::request))
}

fn answer_header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

async fn method_not_allowed(method: Method, uri: Uri) -> Problem {
    Problem::method_not_allowed(method.as_str(), uri.path())
}

#[expect(clippy::needless_pass_by_value, reason = "the layer passes the panic on")]
fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let reason = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no reason given");
    Problem::internal(&format!("a handler panicked: {reason}")).into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_answer_that_keeps_its_reason_to_itself() {
        use axum::body::Body;
        use axum::http::Request;
        use tower::ServiceExt;

        let router =
            Router::new().route("/x", get(|| async { panic!("a secret reason") as &'static str }));
        let request = Request::get("/x").body(Body::empty()).unwrap();
        let response = with_layers(router).oneshot(request).await.unwrap();
        assert_eq!(response.status(), 500);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert!(!String::from_utf8_lossy(&body).contains("secret"));
    }

    #[test]
    fn every_operation_is_described_and_named_once() {
        let description = serde_json::to_value(openapi()).unwrap();
        let mut names = BTreeSet::new();
        for (path, item) in description["paths"].as_object().unwrap() {
            assert!(path.starts_with(BASE), "{path}");
            for (method, operation) in item.as_object().unwrap() {
                let name = operation["operationId"].as_str().unwrap();
                assert!(names.insert(name.to_owned()), "{name} is used twice");
                assert!(operation["summary"].is_string(), "{method} {path}");
                assert!(operation["responses"]["default"].is_object(), "{method} {path}");
            }
        }
    }

    #[test]
    fn every_reference_in_the_description_leads_somewhere() {
        fn references(value: &serde_json::Value, into: &mut BTreeSet<String>) {
            match value {
                serde_json::Value::Object(map) => {
                    if let Some(target) = map.get("$ref").and_then(serde_json::Value::as_str) {
                        into.insert(target.to_owned());
                    }
                    map.values().for_each(|value| references(value, into));
                }
                serde_json::Value::Array(items) => {
                    items.iter().for_each(|value| references(value, into));
                }
                _ => {}
            }
        }
        let description = serde_json::to_value(openapi()).unwrap();
        let mut targets = BTreeSet::new();
        references(&description, &mut targets);
        assert!(targets.len() > 20, "{targets:?}");
        for target in targets {
            let pointer = target.strip_prefix('#').unwrap();
            assert!(description.pointer(pointer).is_some(), "{target}");
        }
    }
}
