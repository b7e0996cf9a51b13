//! Sets of permissions.

use std::fmt;

use hedgerow_model::{Permission, Role};

/// A set of permissions. What is not in it is not allowed.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Permissions(u8);

impl Permissions {
    /// None at all.
    pub const NONE: Self = Self(0);

    /// Every one there is.
    #[must_use]
    pub fn all() -> Self {
        Permission::ALL.iter().copied().collect()
    }

    /// Whether one is among them.
    #[must_use]
    pub fn has(self, permission: Permission) -> bool {
        self.0 & bit(permission) != 0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those of either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Each of them, in the order of declaration.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.has(*permission))
    }
}

fn bit(permission: Permission) -> u8 {
    1 << permission as u8
}

impl From<Role> for Permissions {
    fn from(role: Role) -> Self {
        role.permissions().iter().copied().collect()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().fold(0, |set, permission| set | bit(permission)))
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_twice_is_there_once() {
        let set: Permissions = [Permission::Read, Permission::Read].into_iter().collect();
        assert_eq!(format!("{set:?}"), format!("{{{:?}}}", Permission::Read));
    }

    #[test]
    fn a_set_has_what_was_put_in_and_nothing_else() {
        let set: Permissions = [Permission::Read, Permission::Publish].into_iter().collect();
        for permission in Permission::ALL {
            let expected = matches!(permission, Permission::Read | Permission::Publish);
            assert_eq!(set.has(*permission), expected, "{permission}");
        }
        assert_eq!(set.iter().collect::<Vec<_>>(), [Permission::Read, Permission::Publish]);
        assert!(Permissions::NONE.is_empty() && !set.is_empty());
        assert!(Permission::ALL.iter().all(|permission| Permissions::all().has(*permission)));
    }
}
