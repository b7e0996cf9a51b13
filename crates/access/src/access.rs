//! What somebody may do: the one answer that every decision asks for.
//!
//! A grant is a role in one fabric or in all of them; grants add up. A token narrows what its owner
//! may do, to its scopes and, when it names fabrics, to those; it never widens it, and what the owner
//! loses the token loses at once, because both are asked for with each request.

use std::collections::{BTreeMap, BTreeSet};

use hedgerow_model::{Permission, Role};

use crate::permissions::Permissions;

/// What somebody may do, in every fabric and in single ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    everywhere: Permissions,
    fabrics: BTreeMap<String, Permissions>,
}

/// A role, in one fabric or in all of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// The fabric's name; all of them, now and later, when there is none.
    pub fabric: Option<String>,
    /// The role.
    pub role: Role,
}

/// What a token narrows its owner's access to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// What may be done with it at most.
    pub scopes: Permissions,
    /// Where; everywhere when there are none.
    pub fabrics: Option<BTreeSet<String>>,
}

impl Access {
    /// Everything: the installation's own token.
    #[must_use]
    pub fn everything() -> Self {
        Self { everywhere: Permissions::all(), fabrics: BTreeMap::new() }
    }

    /// What grants add up to.
    #[must_use]
    pub fn of<'a>(grants: impl IntoIterator<Item = &'a Grant>) -> Self {
        let mut access = Self::default();
        for Grant { fabric, role } in grants {
            let permissions = Permissions::from(*role);
            match fabric {
                None => access.everywhere = access.everywhere.or(all_fabrics(*role)),
                Some(fabric) => {
                    let entry = access.fabrics.entry(fabric.clone()).or_default();
                    *entry = entry.or(permissions);
                }
            }
        }
        access
    }

    /// What is left of it behind a token.
    #[must_use]
    pub fn within(&self, limits: &Limits) -> Self {
        let Some(only) = &limits.fabrics else {
            return Self {
                everywhere: self.everywhere.and(limits.scopes),
                fabrics: self.narrowed(self.fabrics.keys(), limits.scopes),
            };
        };
        Self { everywhere: Permissions::NONE, fabrics: self.narrowed(only, limits.scopes) }
    }

    fn narrowed<'a>(
        &self,
        fabrics: impl IntoIterator<Item = &'a String>,
        scopes: Permissions,
    ) -> BTreeMap<String, Permissions> {
        // Administering is of the whole server: in a fabric alone it means nothing.
        let scopes: Permissions =
            scopes.iter().filter(|scope| *scope != Permission::Administer).collect();
        fabrics
            .into_iter()
            .map(|fabric| (fabric.clone(), self.in_fabric(fabric).and(scopes)))
            .filter(|(_, permissions)| !permissions.is_empty())
            .collect()
    }

    /// What may be done in every fabric, and on the server itself.
    #[must_use]
    pub fn everywhere(&self) -> Permissions {
        self.everywhere
    }

    /// What may be done in single fabrics, by name; what may be done everywhere is not repeated.
    #[must_use]
    pub fn fabrics(&self) -> &BTreeMap<String, Permissions> {
        &self.fabrics
    }

    /// What may be done in a fabric. One that is not visible and one that does not exist are the
    /// same.
    #[must_use]
    pub fn in_fabric(&self, fabric: &str) -> Permissions {
        self.everywhere.or(self.fabrics.get(fabric).copied().unwrap_or_default())
    }

    /// Whether something may be done in a fabric.
    #[must_use]
    pub fn allows(&self, permission: Permission, fabric: &str) -> bool {
        self.in_fabric(fabric).has(permission)
    }

    /// Whether a fabric is known to exist.
    #[must_use]
    pub fn sees(&self, fabric: &str) -> bool {
        self.allows(Permission::Read, fabric)
    }

    /// Whether the server itself may be set up.
    #[must_use]
    pub fn administers(&self) -> bool {
        self.everywhere.has(Permission::Administer)
    }

    /// Where something may be done: everywhere (`None`), or in the fabrics of these names.
    #[must_use]
    pub fn where_allowed(&self, permission: Permission) -> Option<BTreeSet<String>> {
        if self.everywhere.has(permission) {
            return None;
        }
        let allowed = self.fabrics.iter().filter(|(_, permissions)| permissions.has(permission));
        Some(allowed.map(|(fabric, _)| fabric.clone()).collect())
    }
}

/// A role in all fabrics: an admin of all of them also administers the server.
fn all_fabrics(role: Role) -> Permissions {
    let permissions = Permissions::from(role);
    match role {
        Role::Admin => permissions.or([Permission::Administer].into_iter().collect()),
        Role::Viewer | Role::Editor | Role::Publisher => permissions,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(fabric: Option<&str>, role: Role) -> Grant {
        Grant { fabric: fabric.map(str::to_owned), role }
    }

    fn set(permissions: &[Permission]) -> Permissions {
        permissions.iter().copied().collect()
    }

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn without_a_grant_there_is_nothing() {
        let access = Access::of([]);
        assert!(!access.sees("a") && !access.administers());
        assert_eq!(access.where_allowed(Permission::Read), Some(BTreeSet::new()));
    }

    #[test]
    fn grants_add_up() {
        let grants = [grant(None, Role::Viewer), grant(Some("a"), Role::Publisher)];
        let access = Access::of(&grants);
        assert!(access.allows(Permission::Publish, "a"));
        assert!(access.sees("b") && !access.allows(Permission::Edit, "b"));
        assert_eq!(access.where_allowed(Permission::Read), None);
        assert_eq!(access.where_allowed(Permission::Publish), Some(names(&["a"])));
    }

    #[test]
    fn only_an_admin_of_all_fabrics_administers() {
        assert!(Access::of(&[grant(None, Role::Admin)]).administers());
        let one = Access::of(&[grant(Some("a"), Role::Admin)]);
        assert!(one.allows(Permission::Manage, "a") && !one.administers());
        assert!(!one.allows(Permission::Administer, "a"));
        assert!(!Access::of(&[grant(None, Role::Publisher)]).administers());
        assert!(Access::everything().administers());
    }

    #[test]
    fn a_token_has_its_scopes_only() {
        let owner = Access::of(&[grant(None, Role::Admin), grant(Some("a"), Role::Admin)]);
        let limits = Limits { scopes: set(&[Permission::Read]), fabrics: None };
        let token = owner.within(&limits);
        assert!(token.sees("a") && token.sees("b"));
        assert!(!token.allows(Permission::Edit, "a") && !token.administers());
    }

    #[test]
    fn a_token_for_one_fabric_sees_that_one_and_administers_nothing() {
        let owner = Access::of(&[grant(None, Role::Admin)]);
        let limits = Limits { scopes: Permissions::all(), fabrics: Some(names(&["a"])) };
        let token = owner.within(&limits);
        assert!(token.allows(Permission::Manage, "a"));
        assert!(!token.sees("b") && !token.administers());
        assert!(!token.allows(Permission::Administer, "a"));
        assert_eq!(token.where_allowed(Permission::Read), Some(names(&["a"])));
    }

    proptest::proptest! {
        #[test]
        fn a_token_never_allows_what_its_owner_may_not(
            grants in proptest::collection::vec((0..3_usize, 0..4_usize), 0..5),
            scopes in 0..=u8::MAX,
            only in proptest::option::of(0..8_u8),
        ) {
            let fabrics = [None, Some("a"), Some("b")];
            let grants: Vec<Grant> =
                grants.iter().map(|(f, r)| grant(fabrics[*f], Role::ALL[*r])).collect();
            let scopes = Permission::ALL.iter().enumerate()
                .filter(|(at, _)| scopes & (1 << at) != 0).map(|(_, p)| *p).collect();
            let only = only.map(|bits| ["a", "b", "c"].iter().enumerate()
                .filter(|(at, _)| bits & (1 << at) != 0)
                .map(|(_, f)| (*f).to_owned()).collect());
            let owner = Access::of(&grants);
            let limits = Limits { scopes, fabrics: only };
            let token = owner.within(&limits);
            for fabric in ["a", "b", "c"] {
                let allowed = limits.fabrics.as_ref().is_none_or(|only| only.contains(fabric));
                for permission in Permission::ALL {
                    let expected = owner.allows(*permission, fabric)
                        && limits.scopes.has(*permission)
                        && allowed
                        && (*permission != Permission::Administer || limits.fabrics.is_none());
                    proptest::prop_assert_eq!(token.allows(*permission, fabric), expected);
                }
            }
            proptest::prop_assert_eq!(
                token.administers(),
                owner.administers() && limits.scopes.has(Permission::Administer) && limits.fabrics.is_none()
            );
        }
    }
}
