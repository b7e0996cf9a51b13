//! How what a cluster has differs from what Git wants.
//!
//! Both sides are taken as the cluster would store them (its defaults, its webhooks, what it computes itself), and
//! then everything is compared: a field that only the cluster has is drift too. What is left out is the list of
//! [`normal`](crate::normalise), and nothing else. Who wrote a field in the cluster, and when, is read from the
//! object's managed fields.
//!
//! Pure: no I/O, no clock.

pub mod agents;
pub mod applier;
mod compare;
mod follow;
mod imprint;
mod looked;
mod managers;
mod normal;
mod published;
pub mod refusal;
mod take;
mod undone;
mod verdict;

pub use compare::{Drift, compare};
pub use follow::{Next, WhyNot, next, to_apply};
pub use imprint::Imprint;
pub use looked::{Look, Looked, Sight, looked};
pub use managers::Managers;
pub use normal::{normalise, without_noise};
pub use published::{Published, Reached, reached};
pub use take::{TakeError, accepted, advanced, differing, put, restored};
pub use undone::{Course, asks_for_earlier, keep_editors, told, undone};
pub use verdict::{Case, Desired, Verdict, judge};
