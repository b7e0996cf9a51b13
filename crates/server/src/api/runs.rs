//! Runs: what was done, step by step.

use axum::Json;
use axum::extract::State;
use hedgerow_model::RunId;
use hedgerow_sync::views::RunView;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Named, Parameters};
use crate::problem::{Problem, Problems};
use crate::state::App;

/// How many runs a list has when nobody says.
const USUAL: i64 = 50;

/// The most runs a list has.
const MOST: i64 = 1000;

/// Which runs are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RunsQuery {
    /// Only those of this fabric.
    fabric: Option<String>,
    /// How many at most, from 1 to 1000; 50 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// The newest runs
#[utoipa::path(get, path = "/runs", tag = "runs", operation_id = "listRuns",
    params(RunsQuery),
    responses((status = 200, description = "The newest first, without their steps.", body = [RunView]), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Parameters(query): Parameters<RunsQuery>,
) -> Result<Json<Vec<RunView>>, Problem> {
    let limit = query.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::malformed(format!("`limit` must be from 1 to {MOST}, not {limit}")));
    }
    Ok(Json(app.engine.runs(query.fabric.as_deref(), limit).await?))
}

/// One run with its steps and their timings
#[utoipa::path(get, path = "/runs/{run}", tag = "runs", operation_id = "getRun",
    params(("run" = i64, Path, description = "Its number.")),
    responses((status = 200, description = "The run.", body = RunView), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    Named(id): Named<i64>,
) -> Result<Json<RunView>, Problem> {
    Ok(Json(app.engine.run(RunId(id)).await?))
}
