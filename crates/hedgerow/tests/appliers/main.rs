//! The real Argo CD and the real Flux, pointed at a fabric by what `hedgerow manifests` prints.
//!
//! A program of its own, since it needs more than an API server: `cargo xtask test --only appliers` starts what each half
//! needs, one after the other, and names it in the environment.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "what a test needs and does not get fails the test at once; what an applier leaves is shown"
)]

mod argo;
mod beside;
mod cluster;
mod fabric;
mod flux;
mod left;
