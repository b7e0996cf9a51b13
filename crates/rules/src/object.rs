//! A resource as rules see it.

use std::collections::BTreeSet;
use std::sync::Arc;

use hedgerow_model::{Identity, Value};
use hedgerow_schema::{Catalogue, Reference, references};

use crate::tree::Tree;

macro_rules! kinds {
    ($($variant:ident = $group:literal $name:literal;)*) => {
        /// The kinds that rules know.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $(#[doc = concat!("`", $name, "` of `", $group, ".githedgehog.com`.")] $variant,)*
            /// Any other kind.
            Other,
        }

        impl Kind {
            /// The kind of an identity.
            #[must_use]
            pub fn of(identity: &Identity) -> Self {
                let group = identity.group.strip_suffix(".githedgehog.com").unwrap_or_default();
                match (group, identity.kind.as_str()) {
                    $(($group, $name) => Self::$variant,)*
                    _ => Self::Other,
                }
            }

            /// The identity of a resource of this kind; of no group for [`Kind::Other`].
            #[must_use]
            pub fn identity(self, namespace: &str, name: &str) -> Identity {
                let (group, kind) = match self {
                    $(Self::$variant => (concat!($group, ".githedgehog.com"), $name),)*
                    Self::Other => ("", ""),
                };
                Identity {
                    group: group.to_owned(),
                    kind: kind.to_owned(),
                    namespace: namespace.to_owned(),
                    name: name.to_owned(),
                }
            }

            /// The kind's name, as manifests have it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Other => "other kinds",
                }
            }
        }
    };
}

kinds! {
    Ipv4Namespace = "vpc" "IPv4Namespace";
    VlanNamespace = "wiring" "VLANNamespace";
    Vpc = "vpc" "VPC";
    VpcAttachment = "vpc" "VPCAttachment";
    VpcPeering = "vpc" "VPCPeering";
    External = "vpc" "External";
    ExternalAttachment = "vpc" "ExternalAttachment";
    ExternalPeering = "vpc" "ExternalPeering";
    Connection = "wiring" "Connection";
    Switch = "wiring" "Switch";
    SwitchGroup = "wiring" "SwitchGroup";
    SwitchProfile = "wiring" "SwitchProfile";
    Server = "wiring" "Server";
    ServerProfile = "wiring" "ServerProfile";
    GatewayGroup = "gateway" "GatewayGroup";
    Gateway = "gateway" "Gateway";
    GatewayPeering = "gateway" "GatewayPeering";
}

/// A resource as the cluster would store it: after defaulting, in little memory.
#[derive(Debug, PartialEq, Eq)]
pub struct Object {
    pub(crate) identity: Arc<Identity>,
    pub(crate) kind: Kind,
    pub(crate) spec: Tree,
    pub(crate) annotations: Tree,
    /// What it refers to, each once, as identities are written.
    pub(crate) refers: Box<[Arc<str>]>,
}

impl Object {
    /// A resource from its manifest; `None` for what is no Kubernetes object. Defaults are filled in here, those of
    /// the schema and those of the cluster's webhooks.
    #[must_use]
    pub fn new(catalogue: &Catalogue, manifest: &Value) -> Option<Self> {
        let identity = Identity::of(manifest)?;
        let stored = catalogue.as_stored(manifest);
        let part = |value: Option<&Value>| value.map(Tree::from).unwrap_or_default();
        let targets = references(&stored).into_iter().map(|reference| reference.target);
        let refers: BTreeSet<String> = targets.map(|target| target.to_string()).collect();
        Some(Self {
            refers: refers.into_iter().map(Arc::from).collect(),
            kind: Kind::of(&identity),
            identity: Arc::new(identity),
            spec: part(stored.get("spec")),
            annotations: part(stored.at(&["metadata", "annotations"])),
        })
    }

    /// What it is known by.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    pub(crate) fn name(&self) -> &str {
        &self.identity.name
    }

    /// What it refers to, with the fields that do so. [`Self::refers`] costs nothing; this builds a value.
    pub(crate) fn references(&self) -> Vec<Reference> {
        references(&self.manifest())
    }

    /// As much of its manifest as is kept.
    fn manifest(&self) -> Value {
        let text = |text: &str| Value::String(text.to_owned());
        let metadata = [("namespace", &self.identity.namespace), ("name", &self.identity.name)]
            .map(|(key, value)| (key.to_owned(), text(value)));
        // References do not depend on the version.
        let entries = [
            ("apiVersion", text(&format!("{}/v1", self.identity.group))),
            ("kind", text(&self.identity.kind)),
            ("metadata", Value::Map(metadata.into_iter().collect())),
            ("spec", Value::from(&self.spec)),
        ];
        Value::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }
}
