//! Who may do what: passwords, sessions, tokens, roles, and the accounts of people.
//!
//! [`People`] is the service over the store; every write of it stands in the audit by the same
//! transaction. [`Access`] is what somebody may do, [`Principal`] who sent a request. This crate knows
//! nothing of HTTP: cookies, headers and addresses behind proxies are the server's.

mod access;
mod clock;
mod counters;
mod device;
mod error;
mod limiter;
pub mod names;
mod noise;
pub mod password;
mod people;
mod permissions;
mod principal;
mod secret;

pub use access::{Access, Grant, Limits};
pub use clock::Clock;
pub use device::{DEVICE_LONGEST, DeviceKeys};
pub use error::AccessError;
pub use noise::Noise;
pub use people::{
    Account, AccountPatch, Brought, LoggedIn, NewAccount, NewToken, People, SESSION_IDLE,
    SESSION_LONGEST, SessionInfo, SetUp, TokenInfo,
};
pub use permissions::Permissions;
pub use principal::{OwnSession, OwnToken, Principal, Visit};
pub use secret::{Digest, Secret, TOKEN_PREFIX, csrf, same};
