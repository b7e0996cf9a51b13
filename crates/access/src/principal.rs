//! Who sent a request, and where it came from.

use std::net::IpAddr;

use hedgerow_model::{Actor, ActorKind, UserId};

use crate::access::Access;
use crate::secret::Digest;

/// Where a request came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// The network address.
    pub address: Option<IpAddr>,
    /// What the program calls itself.
    pub agent: Option<String>,
}

impl Visit {
    /// The address as a text.
    #[must_use]
    pub fn from(&self) -> Option<String> {
        self.address.map(|address| address.to_string())
    }
}

/// Who sent a request, and what they may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Who acts.
    pub actor: Actor,
    /// What they may do.
    pub access: Access,
    /// The browser's session, for a person who logged in.
    pub session: Option<OwnSession>,
    /// The API token, when one was used.
    pub token: Option<OwnToken>,
}

/// The API token that a request came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnToken {
    /// What it is found by.
    pub(crate) digest: Digest,
}

/// The session that a request came with.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnSession {
    /// Its row.
    pub id: i64,
    /// The value that unsafe requests repeat.
    pub csrf: String,
    /// What it is found by.
    pub(crate) digest: Digest,
}

impl std::fmt::Debug for OwnSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OwnSession").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Principal {
    /// Whoever holds the installation's own token.
    #[must_use]
    pub fn administrator(visit: &Visit) -> Self {
        let actor = Actor { from: visit.from(), ..Actor::administrator() };
        Self { actor, access: Access::everything(), session: None, token: None }
    }

    /// The account, for a person and their tokens.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        match self.actor.kind {
            ActorKind::User | ActorKind::Token => self.actor.user,
            ActorKind::Administrator | ActorKind::System | ActorKind::Anonymous => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[test]
    fn whoever_comes_from_somewhere_is_told_with_it() {
        let visit = Visit { address: Some("192.0.2.7".parse().unwrap()), agent: None };
        assert_eq!(visit.from().as_deref(), Some("192.0.2.7"));
        assert_eq!(Visit::default().from(), None);
        let administrator = Principal::administrator(&visit);
        assert_eq!(administrator.actor.from.as_deref(), Some("192.0.2.7"));
    }

    #[test]
    fn a_session_is_shown_by_its_number_alone() {
        let csrf = "not to be shown".to_owned();
        let session = OwnSession { id: 7, csrf, digest: Secret::generate("").digest() };
        assert_eq!(format!("{session:?}"), "OwnSession { id: 7, .. }");
    }
}
