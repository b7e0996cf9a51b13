//! Database to Git: the machine of a push, driven for people's changes; what a crash left of one.

mod ahead;
mod drive;
mod inputs;
mod journal;
mod last_places;
mod preview;
mod publish;
mod publishing;
mod push;
mod request;
mod settle;

pub(crate) use drive::{PushWork, StepResult, drive};
pub(crate) use inputs::{special_of, surroundings};
pub(crate) use journal::{Journal, pushed};
pub(crate) use push::{Built, Points, Prepared, signature};

crate::core::capability! {
    /// Database to Git: the machine of a push, driven for people's changes; what a crash left of one.
    Outbound, outbound
}
