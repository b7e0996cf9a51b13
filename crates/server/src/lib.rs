//! The HTTP API of the server.
//!
//! REST under `/api/v1`, described by the OpenAPI document that is generated from the handlers,
//! with every failure as an RFC 9457 problem. `auth/gate` is before every handler and `permissions`
//! decides, by one table, who may do what. It knows HTTP and the engine's facade, nothing
//! below: no YAML, no Git, no SQL. One file per group of endpoints under `api/`.

mod acting;
mod admission;
mod api;
mod auth;
mod bounds;
mod config;
mod connections;
mod cost;
mod drain;
mod etag;
mod events;
mod extract;
mod health;
mod observe;
mod page;
mod permissions;
mod principal;
mod problem;
mod router;
mod serve;
mod state;
mod task;
mod tls;
mod web;

pub use api::{Demo, DemoPerson, Tour, TourDirection, TourEvidence, TourStep};
pub use auth::{AdminToken, Network, NetworkError, TokenError};
pub use bounds::Bounds;
pub use config::{PublicUrl, PublicUrlError, ServerConfig};
/// So that callers need no dependency of their own.
pub use hedgerow_access::{Clock, Secret};
pub use problem::Problem;
pub use router::{openapi, router};
pub use serve::{BindError, Server};
pub use tls::{Looked, PairError, Tls, TlsError};
