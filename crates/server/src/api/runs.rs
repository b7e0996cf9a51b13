//! Runs: what was done, step by step.

use axum::Json;
use axum::extract::State;
use hedgerow_engine::views::{Page, RunView};
use hedgerow_model::RunId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::acting::Within;
use crate::extract::{Named, Parameters};
use crate::page;
use crate::problem::{Problem, Problems};
use crate::state::App;

/// Which runs are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RunsQuery {
    /// Only those of this fabric.
    fabric: Option<String>,
    /// How many at most, from 1 to 1000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

/// The runs, newest first
#[utoipa::path(get, path = "/runs", tag = "runs", operation_id = "listRuns",
    params(RunsQuery),
    responses((status = 200, description = "The newest first, without their steps.", body = Page<RunView>), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Within(scope): Within,
    Parameters(query): Parameters<RunsQuery>,
) -> Result<Json<Page<RunView>>, Problem> {
    let ask = page::page_request(query.limit, query.cursor);
    Ok(Json(app.engine.runs(&scope, query.fabric.as_deref(), &ask).await?))
}

/// One run with its steps and their timings
#[utoipa::path(get, path = "/runs/{run}", tag = "runs", operation_id = "getRun",
    params(("run" = i64, Path, description = "Its number.")),
    responses((status = 200, description = "The run.", body = RunView), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    Within(scope): Within,
    Named(id): Named<i64>,
) -> Result<Json<RunView>, Problem> {
    Ok(Json(app.engine.run(&scope, RunId(id)).await?))
}
