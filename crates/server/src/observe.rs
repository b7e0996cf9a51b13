//! One line and three figures per request.

use std::sync::OnceLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::health;
use crate::problem::ProblemKind;

/// Upper bounds of the histogram of durations, in seconds.
const DURATIONS: [f64; 11] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

static FIGURES: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Starts to count. The recorder is the process's: calling it again does nothing.
pub(crate) fn start() {
    FIGURES.get_or_init(|| {
        let installed = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_duration_seconds".to_owned()), &DURATIONS)
            .map_err(|error| error.to_string())
            .and_then(|builder| {
                let recorder = builder.build_recorder();
                let handle = recorder.handle();
                metrics::set_global_recorder(recorder).map_err(|error| error.to_string())?;
                Ok(handle)
            });
        match installed {
            Ok(handle) => {
                describe();
                Some(handle)
            }
            Err(reason) => {
                tracing::warn!(reason, "figures are not collected");
                None
            }
        }
    });
}

fn describe() {
    metrics::describe_counter!("hedgerow_http_requests_total", "Requests answered.");
    metrics::describe_histogram!(
        "hedgerow_http_request_duration_seconds",
        metrics::Unit::Seconds,
        "Time from a request's head to its answer's head."
    );
    metrics::describe_gauge!("hedgerow_http_requests_in_flight", "Requests being worked on.");
    metrics::describe_gauge!(
        "hedgerow_database_trouble",
        "1 while the database takes no writes, by why: locked, full, read-only, failing, damaged, lost, foreign."
    );
    metrics::describe_counter!(
        "hedgerow_verifications_total",
        "Verifications of fabrics that ended, by what they came to."
    );
    metrics::describe_counter!(
        "hedgerow_verify_differences_total",
        "Differences that verifications found and that are not repaired."
    );
    metrics::describe_gauge!(
        "hedgerow_tls_certificate_expiry_timestamp_seconds",
        metrics::Unit::Seconds,
        "When the server's certificate expires, in seconds since 1970."
    );
    metrics::describe_gauge!(
        "hedgerow_tls_replacement_refused",
        "1 while the certificate and key in the files cannot be used and those before are."
    );
    metrics::describe_counter!(
        "hedgerow_drift_seen_total",
        "Resources of which the cluster was seen to have something else than Git, by how they stand and how much that matters."
    );
    metrics::describe_counter!(
        "hedgerow_cluster_acts_total",
        "Acts of direct apply that ended, by what they were and how."
    );
    metrics::describe_counter!(
        "hedgerow_cluster_conflicts_opened_total",
        "Conflicts of Git with a cluster."
    );
    metrics::describe_gauge!("hedgerow_build_info", "Always 1; the label is the version.");
    metrics::gauge!("hedgerow_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
}

/// What was counted, in the text form of Prometheus.
pub(crate) fn figures() -> String {
    FIGURES
        .get()
        .and_then(Option::as_ref)
        .map(|handle| {
            handle.run_upkeep();
            handle.render()
        })
        .unwrap_or_default()
}

/// Leaves the number of requests in flight when a request ends, however it ends.
struct InFlight;

impl InFlight {
    fn enter() -> Self {
        metrics::gauge!("hedgerow_http_requests_in_flight").increment(1.0);
        Self
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        metrics::gauge!("hedgerow_http_requests_in_flight").decrement(1.0);
    }
}

/// Logs and counts a request. The path is logged without its query; headers never are.
pub(crate) async fn request(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |route| route.as_str().to_owned());
    let started = Instant::now();
    let in_flight = InFlight::enter();
    let response = next.run(request).await;
    drop(in_flight);
    let taken = started.elapsed();
    let status = response.status().as_u16();
    let duration_ms = (taken.as_secs_f64() * 1e6).round() / 1e3;
    let problem = response.extensions().get::<ProblemKind>().map(|kind| kind.0.as_str());
    if health::is_asked(&route) {
        tracing::debug!(%method, path, status, problem, duration_ms, "request");
    } else {
        tracing::info!(%method, path, status, problem, duration_ms, "request");
    }
    // Anybody may invent a method: only those the API knows become a label.
    let known = matches!(method.as_str(), "GET" | "HEAD" | "POST" | "PATCH" | "DELETE" | "OPTIONS");
    let labels = [
        ("method", if known { method.as_str().to_owned() } else { "other".to_owned() }),
        ("route", route),
        ("status", status.to_string()),
    ];
    metrics::counter!("hedgerow_http_requests_total", &labels).increment(1);
    metrics::histogram!("hedgerow_http_request_duration_seconds", &labels[..2])
        .record(taken.as_secs_f64());
    response
}
