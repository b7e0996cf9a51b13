//! For those who watch the process: alive, ready, and figures. Without a token, so that a probe
//! needs none; they tell nothing of what is in the fabrics.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use hedgerow_engine::EngineError;

use crate::observe;
use crate::problem::Problem;
use crate::state::App;
use crate::tls::Tls;

/// Whether a path is one of these.
pub(crate) fn is_asked(path: &str) -> bool {
    matches!(path, "/healthz" | "/readyz" | "/metrics")
}

/// Alive: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// Ready: the database takes reads and writes. What an earlier process began and nobody knows the outcome of yet is
/// said, and hinders nothing but its own branch.
pub(crate) async fn ready(State(app): State<App>) -> Result<String, Problem> {
    if app.stopping.is_cancelled() {
        return Err(Problem::not_ready("the server is stopping"));
    }
    let failed = |error: EngineError| {
        // The job that watches the database logs what is wrong with it, once.
        if let EngineError::Unavailable(trouble) = &error {
            return Problem::database_not_ready(trouble);
        }
        tracing::warn!(reason = %error, "the server is not ready");
        Problem::not_ready("the database does not answer; the server's log has the reason")
    };
    app.engine.ready().await.map_err(failed)?;
    let settling = app.engine.settling().await.map_err(failed)?;
    let mut said = "ok\n".to_owned();
    if !settling.is_empty() {
        let runs: Vec<String> = settling.iter().map(|run| run.0.to_string()).collect();
        said += &format!("interrupted runs that wait for their remotes: {}\n", runs.join(", "));
    }
    if app.config.tls.as_ref().is_some_and(Tls::is_refused) {
        said += "the new certificate or key cannot be used, and the one before is; the server's log has \
                 the reason\n";
    }
    Ok(said)
}

/// Figures in the text form of Prometheus.
pub(crate) async fn figures() -> Response {
    let text = observe::figures();
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
