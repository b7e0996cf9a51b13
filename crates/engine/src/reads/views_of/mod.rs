//! Rows of the database as the views of the API.

mod change;
mod conflict;
mod fabric;
mod repository;
mod resource;

pub(crate) use change::{action, draft_state};
pub(crate) use conflict::conflict_view;
pub(crate) use repository::run_view;
pub(crate) use resource::{best_of, finding_view, resource_view, state_of};
