//! The lists whose filters can be saved under a name.

use crate::people::Permission;

words! {
    /// A list whose filter stands in its address.
    FilterPage("list") {
        /// The resources of a fabric.
        Resources = "resources",
        /// Where a fabric's cluster differs from Git.
        FabricDrift = "fabric-drift",
        /// The rules between resources, in a fabric.
        Rules = "rules",
        /// All fabrics.
        Fabrics = "fabrics",
        /// All changes.
        Changes = "changes",
        /// All conflicts.
        Conflicts = "conflicts",
        /// Where any cluster differs from Git.
        Drift = "drift",
        /// What Hedgerow did.
        Activity = "activity",
        /// All repositories.
        Repositories = "repositories",
        /// All clusters.
        Clusters = "clusters",
        /// All people.
        People = "people",
        /// Who did what.
        Audit = "audit",
    }
}

impl FilterPage {
    /// The parameters of its address that make up a filter.
    #[must_use]
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Resources
            | Self::FabricDrift
            | Self::Rules
            | Self::Fabrics
            | Self::Repositories
            | Self::Clusters
            | Self::People => &["q"],
            Self::Changes => &["q", "fabric", "state"],
            Self::Conflicts => &["q", "fabric", "change", "state", "kind", "sort", "assignee"],
            Self::Drift => &["q", "by", "fabric"],
            Self::Activity => &["fabric", "kind"],
            Self::Audit => &["action", "actor", "fabric", "outcome", "subject", "since", "until"],
        }
    }

    /// Whether it is a list of one fabric.
    #[must_use]
    pub fn is_of_fabric(self) -> bool {
        matches!(self, Self::Resources | Self::FabricDrift | Self::Rules)
    }

    /// The permission that seeing the list needs, in one fabric at least.
    #[must_use]
    pub fn asks(self) -> Option<Permission> {
        match self {
            Self::Clusters | Self::People => Some(Permission::Administer),
            Self::Audit => Some(Permission::Manage),
            _ => None,
        }
    }
}
