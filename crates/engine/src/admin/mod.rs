//! Repositories, fabrics and credentials: connected, changed, removed.

mod branches;
mod configure;
mod credentials;
mod error;
mod moves;
mod revisions;

pub use credentials::CredentialError;
pub(crate) use credentials::CredentialOutcome;
pub use error::ConfigureError;

crate::core::capability! {
    /// Repositories, fabrics and credentials: connected, changed, removed.
    Admin, admin
}
