//! For those who watch the process: alive, ready, and figures. Without a token, so that a probe
//! needs none; they tell nothing of what is in the fabrics.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::observe;
use crate::problem::Problem;
use crate::state::App;

/// Alive: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// Ready: the database answers.
pub(crate) async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    if app.stopping.is_cancelled() {
        return Err(Problem::not_ready("the server is stopping"));
    }
    app.engine.ready().await.map_err(|error| {
        tracing::warn!(reason = %error, "the server is not ready");
        Problem::not_ready("the database does not answer; the server's log has the reason")
    })?;
    Ok("ok\n")
}

/// Figures in the text form of Prometheus.
pub(crate) async fn figures() -> Response {
    let text = observe::figures();
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
