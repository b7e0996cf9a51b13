//! The demo: a repository on this machine with two sample fabrics, a server on them, and what to try.

mod cluster;
mod fabrics;
mod files;
mod guide;
mod people;
mod profiles;
mod repository;
mod tour;

pub(crate) use cluster::{kubectl, live_in, steps as steps_with_cluster};
pub(crate) use fabrics::connect;
pub(crate) use guide::guide;
pub(crate) use people::{ensure as ensure_people, introduction};
pub(crate) use repository::{ensure, url};
pub(crate) use tour::shown;
