//! What to try, on a server that shows itself.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{Problem, Problems};
use crate::state::App;

/// What to try, on a server that shows itself: lines to paste into a terminal, and the pages on which to see what they do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Tour {
    /// The lines that clone the repository and go there.
    pub clone: String,
    /// The steps. Each works on its own, in any order.
    pub steps: Vec<TourStep>,
}

/// One thing to try.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TourStep {
    /// Which way the news goes.
    pub direction: TourDirection,
    /// What it is.
    pub title: String,
    /// What to do and what to see.
    pub text: String,
    /// Lines for a terminal in the clone.
    pub commands: String,
    /// The path of the page that belongs to it.
    pub page: String,
    /// What a link to that page says.
    pub page_title: String,
}

/// Which way the news of a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub enum TourDirection {
    /// Somebody pushes, the page shows it.
    #[serde(rename = "from git")]
    FromGit,
    /// Somebody edits on the page, Git gets it.
    #[serde(rename = "to git")]
    ToGit,
}

/// What to try here
///
/// Only a demo has a tour.
#[utoipa::path(get, path = "/tour", tag = "tour", operation_id = "getTour",
    responses((status = 200, description = "The tour.", body = Tour), Problems))]
pub(crate) async fn show(State(app): State<App>) -> Result<Json<Tour>, Problem> {
    let tour =
        app.config.tour.as_ref().ok_or_else(|| Problem::not_found("tour", "of this server"))?;
    Ok(Json(tour.clone()))
}
