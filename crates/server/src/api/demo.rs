//! A server that shows itself: whom one can be there, and what to try.

use hedgerow_model::Role;
use serde::Serialize;
use utoipa::ToSchema;

use super::tour::Tour;

/// What a server has that shows itself.
#[derive(Clone, Debug)]
pub struct Demo {
    /// Whom one can log in as.
    pub people: Vec<DemoPerson>,
    /// What to try.
    pub tour: Tour,
}

/// Somebody to log in as, on a server that shows itself. Never with a password.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DemoPerson {
    login: String,
    name: String,
    role: Role,
    /// What the role allows, in words that follow the role.
    about: &'static str,
}

impl DemoPerson {
    /// Somebody with a role in all fabrics.
    #[must_use]
    pub fn new(login: &str, name: &str, role: Role) -> Self {
        Self { login: login.to_owned(), name: name.to_owned(), role, about: role.about() }
    }
}
