//! Argo CD and Flux beside a fabric: what they say of themselves, and what follows from it.

use serde::{Deserialize, Serialize};

words! {
    /// A program that brings what Git has to a cluster.
    Applier("applier") {
        /// Argo CD, by its Applications.
        Argo = "argo-cd",
        /// Flux, by its Kustomizations.
        Flux = "flux",
    }
}

impl Applier {
    /// What people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Argo => "Argo CD",
            Self::Flux => "Flux",
        }
    }

    /// The one that writes under the name of this field manager.
    #[must_use]
    pub fn of_manager(name: &str) -> Option<Self> {
        match name {
            "argocd-controller" | "argocd-application-controller" => Some(Self::Argo),
            "kustomize-controller" => Some(Self::Flux),
            _ => None,
        }
    }
}

words! {
    /// What is concluded of an applier.
    ApplierStanding("standing of an applier") {
        /// It applied what Git has now of the fabric.
        Applied = "applied",
        /// It applied an earlier commit of the branch.
        Behind = "behind",
        /// It does not get on.
        Failing = "failing",
        /// It applied an earlier commit of the branch, and does not continue automatically.
        Suspended = "suspended",
        /// What it applied is not known to be of the fabric's branch: that proves nothing.
        Unproven = "unproven",
        /// It says nothing of what it points at now.
        Unknown = "unknown",
    }
}

/// A resource that an applier could not apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedThere {
    /// The API group; left out: it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The kind.
    pub kind: String,
    /// The namespace; empty: it does not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// The name.
    pub name: String,
    /// Why, in the applier's words.
    pub message: String,
}

/// An Application or Kustomization that brings a fabric's directory to its cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppliedBy {
    /// Whose object it is.
    pub applier: Applier,
    /// The namespace of the object.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// What is concluded.
    pub standing: ApplierStanding,
    /// The same as a sentence.
    pub sentence: String,
    /// The commit that it says it applied, whether or not that proves anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// When, as it says, in RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_at: Option<String>,
    /// How it calls the state of what it applied: `Synced, Healthy`, `Ready`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// What it says is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Whether it does not apply automatically: it is suspended, or applies by hand only.
    pub suspended: bool,
    /// Whether it puts back what is changed in the cluster.
    pub self_heals: bool,
    /// Whether it deletes in the cluster what Git no longer has.
    pub prunes: bool,
    /// Whether it reads Git at another address than Hedgerow; that it is the same repository is told by its commits.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub other_address: bool,
    /// Resources that it could not apply; the first 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedThere>,
}

/// An object of an applier that is about a fabric's directory and does not bring it to its cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotTheOne {
    /// Whose object it is.
    pub applier: Applier,
    /// The namespace of the object.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Why it is not the one, as a sentence.
    pub why: String,
}

/// An applier whose objects are served by the cluster and could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotRead {
    /// Which one.
    pub applier: Applier,
    /// Why.
    pub problem: String,
    /// What the login lacks, such as `list applications.argoproj.io in namespace argocd`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

/// Who brings a fabric's directory to its cluster, beside Hedgerow, and how far they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Appliers {
    /// The objects that do; ten at most.
    pub found: Vec<AppliedBy>,
    /// How many more there are.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: usize,
    /// Objects about the directory that do not bring it here; ten at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<NotTheOne>,
    /// Appliers that could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_read: Vec<NotRead>,
    /// The appliers of which the cluster serves the kinds.
    pub served: Vec<Applier>,
    /// The commit of Git that this was held against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}
