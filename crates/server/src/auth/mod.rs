//! Who sent a request, and whether they may have done what they ask for.

mod address;
mod bounded;
pub(crate) mod cookie;
mod gate;
mod known;
mod operations;
mod origin;
mod place;
mod token;

pub use address::{Network, NetworkError};
pub(crate) use gate::gate;
pub(crate) use operations::Operations;
pub use token::{AdminToken, TokenError};
