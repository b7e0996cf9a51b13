//! Repositories, fabrics and credentials: connected, changed, removed.

mod configure;
mod credentials;
mod revisions;

pub(crate) use credentials::Said;

crate::core::capability! {
    /// Repositories, fabrics and credentials: connected, changed, removed.
    Admin, admin
}
