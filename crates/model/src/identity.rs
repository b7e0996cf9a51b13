use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Value;

/// An API group and a kind: `vpc.githedgehog.com` and `VPC`. The core group is empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GroupKind {
    /// The API group, without version.
    pub group: String,
    /// The kind, as written in manifests.
    pub kind: String,
}

impl GroupKind {
    /// A group and a kind.
    pub fn new(group: impl Into<String>, kind: impl Into<String>) -> Self {
        Self { group: group.into(), kind: kind.into() }
    }
}

impl fmt::Display for GroupKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.group.is_empty() {
            f.write_str(&self.kind)
        } else {
            write!(f, "{}.{}", self.kind, self.group)
        }
    }
}

/// An `apiVersion` taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GroupVersion {
    /// The API group; empty for the core group.
    pub group: String,
    /// The version, such as `v1beta1`.
    pub version: String,
}

impl GroupVersion {
    /// Takes an `apiVersion` apart: `group/version`, or `version` for the core group.
    #[must_use]
    pub fn parse(api_version: &str) -> Self {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Self { group: group.to_owned(), version: version.to_owned() }
    }
}

impl fmt::Display for GroupVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.group.is_empty() {
            f.write_str(&self.version)
        } else {
            write!(f, "{}/{}", self.group, self.version)
        }
    }
}

/// What a resource is known by within its fabric. The version is not part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Identity {
    /// The API group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The namespace; `default` where the document names none.
    pub namespace: String,
    /// The name.
    pub name: String,
}

impl Identity {
    /// The namespace of a document that names none.
    pub const DEFAULT_NAMESPACE: &'static str = "default";

    /// An identity in the namespace `default`.
    pub fn new(group: impl Into<String>, kind: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            group: group.into(),
            kind: kind.into(),
            namespace: Self::DEFAULT_NAMESPACE.to_owned(),
            name: name.into(),
        }
    }

    /// The identity of a Kubernetes object; `None` when `apiVersion`, `kind` or `metadata.name` is
    /// missing, empty or not a string.
    #[must_use]
    pub fn of(object: &Value) -> Option<Self> {
        let text = |value: Option<&Value>| {
            value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let api_version = text(object.get("apiVersion"))?;
        Some(Self {
            group: GroupVersion::parse(&api_version).group,
            kind: text(object.get("kind"))?,
            namespace: text(object.at(&["metadata", "namespace"]))
                .unwrap_or_else(|| Self::DEFAULT_NAMESPACE.to_owned()),
            name: text(object.at(&["metadata", "name"]))?,
        })
    }

    /// The group and kind.
    #[must_use]
    pub fn group_kind(&self) -> GroupKind {
        GroupKind::new(self.group.clone(), self.kind.clone())
    }
}

/// `VPC/vpc-1`, with the namespace in front of the name when it is not `default`.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace == Self::DEFAULT_NAMESPACE {
            write!(f, "{}/{}", self.kind, self.name)
        } else {
            write!(f, "{}/{}/{}", self.kind, self.namespace, self.name)
        }
    }
}

/// What a person types to name a resource: `KIND/NAME` or `KIND/NAMESPACE/NAME`, where KIND may be
/// `Kind`, `kind.group` and is compared without regard to case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindName {
    /// The kind as typed, without its group.
    pub kind: String,
    /// The group, where one was typed.
    pub group: Option<String>,
    /// The namespace, where one was typed.
    pub namespace: Option<String>,
    /// The name.
    pub name: String,
}

impl KindName {
    /// Whether this names `identity`. `plural` is the plural of its kind, which may be typed too.
    #[must_use]
    pub fn names(&self, identity: &Identity, plural: Option<&str>) -> bool {
        let kind = self.kind.eq_ignore_ascii_case(&identity.kind)
            || plural.is_some_and(|plural| self.kind.eq_ignore_ascii_case(plural));
        kind && self.name == identity.name
            && self.group.as_ref().is_none_or(|group| *group == identity.group)
            && self.namespace.as_deref().unwrap_or(Identity::DEFAULT_NAMESPACE)
                == identity.namespace
    }
}

impl FromStr for KindName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('/').collect();
        let (kind, namespace, name) = match parts.as_slice() {
            [kind, name] => (*kind, None, *name),
            [kind, namespace, name] => (*kind, Some((*namespace).to_owned()), *name),
            _ => return Err(format!("`{text}` is not KIND/NAME or KIND/NAMESPACE/NAME")),
        };
        if kind.is_empty() || name.is_empty() || namespace.as_deref() == Some("") {
            return Err(format!("`{text}` is not KIND/NAME or KIND/NAMESPACE/NAME"));
        }
        let (kind, group) = match kind.split_once('.') {
            Some((kind, group)) => (kind, Some(group.to_owned())),
            None => (kind, None),
        };
        Ok(Self { kind: kind.to_owned(), group, namespace, name: name.to_owned() })
    }
}

impl fmt::Display for KindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        if let Some(group) = &self.group {
            write!(f, ".{group}")?;
        }
        if let Some(namespace) = &self.namespace {
            write!(f, "/{namespace}")?;
        }
        write!(f, "/{}", self.name)
    }
}
