//! Repositories, fabrics and credentials: connected, changed, removed.

mod branches;
mod cluster_face;
mod clusters;
mod configure;
mod credentials;
mod error;
mod moves;
mod picking;
mod revisions;
mod transport;

pub use credentials::CredentialError;
pub(crate) use credentials::CredentialOutcome;
pub use error::ConfigureError;
pub use transport::TransportError;
pub(crate) use transport::view as transport_view;

crate::core::capability! {
    /// Repositories, fabrics and credentials: connected, changed, removed.
    Admin, admin
}
