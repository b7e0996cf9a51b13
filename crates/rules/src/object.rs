//! A resource as rules see it.

use std::collections::BTreeSet;
use std::sync::Arc;

use hedgerow_model::{FieldPath, Identity, Map, Value};
use hedgerow_schema::{Catalogue, Reference, is_label_value, references};

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
            /// All but [`Kind::Other`].
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),*];

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

/// The kinds whose objects are best read from the cluster: the fabric writes them there, and they are never in Git.
pub const GIVEN: [Kind; 1] = [Kind::SwitchProfile];

/// A resource as the cluster would store it: after defaulting, in little memory.
#[derive(Debug, PartialEq, Eq)]
pub struct Object {
    pub(crate) identity: Arc<Identity>,
    pub(crate) kind: Kind,
    pub(crate) spec: Tree,
    pub(crate) annotations: Tree,
    /// Labels and what is beside spec and metadata, for rules that a fabric declares: an inventory keeps of it what
    /// those are about.
    pub(crate) rest: Tree,
    /// What it refers to, each once, as identities are written.
    pub(crate) refers: Box<[Arc<str>]>,
    /// Whether the name of a resource or subnet that it refers to is not a value of a label.
    pub(crate) has_odd_references: bool,
    /// Fields with something in them that the cluster removes when it fills in defaults.
    pub(crate) dropped: Box<[FieldPath]>,
    /// Whether it is only read: see [`Self::given`].
    pub(crate) is_given: bool,
}

impl Object {
    /// A resource from its manifest; `None` for what is not a Kubernetes object. Defaults are filled in here, those of
    /// the schema and those of the cluster's webhooks.
    #[must_use]
    pub fn new(catalogue: &Catalogue, manifest: &Value) -> Option<Self> {
        let identity = Identity::of(manifest)?;
        let stored = catalogue.as_stored(manifest);
        let part = |value: Option<&Value>| value.map(Tree::from).unwrap_or_default();
        let references = references(&stored);
        let targets = references.iter().map(|reference| reference.target.to_string());
        let refers: BTreeSet<String> = targets.collect();
        let mut dropped = Vec::new();
        if let (Some(given), Some(kept)) = (manifest.get("spec"), stored.get("spec")) {
            find_dropped(given, kept, &FieldPath::of_keys(["spec"]), &mut dropped);
        }
        Some(Self {
            refers: refers.into_iter().map(Arc::from).collect(),
            has_odd_references: references.iter().any(is_odd),
            kind: Kind::of(&identity),
            identity: Arc::new(identity),
            spec: part(stored.get("spec")),
            annotations: part(stored.at(&["metadata", "annotations"])),
            rest: Tree::from(&rest(&stored)),
            dropped: dropped.into(),
            is_given: false,
        })
    }

    /// The same as something that others are judged by and that is not judged itself: the fabric writes it, such as a
    /// SwitchProfile, and nobody can mend it in Git.
    #[must_use]
    pub fn given(self) -> Self {
        Self { is_given: true, ..self }
    }

    /// What its paths lead through: its spec, with what is filled in.
    #[must_use]
    pub fn spec_value(&self) -> Value {
        Value::Map([("spec".to_owned(), Value::from(&self.spec))].into_iter().collect())
    }

    /// What it is known by.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Whether it refers to a resource, by a field or by a default that nobody wrote.
    #[must_use]
    pub fn refers_to(&self, target: &Identity) -> bool {
        let target = target.to_string();
        self.refers.iter().any(|one| **one == *target)
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

/// What clauses do not read: labels, and the fields beside spec.
fn rest(stored: &Value) -> Value {
    let mut rest = Map::new();
    if let Some(labels @ Value::Map(_)) = stored.at(&["metadata", "labels"]) {
        let labels = [("labels".to_owned(), labels.clone())];
        rest.insert("metadata".to_owned(), Value::Map(labels.into_iter().collect()));
    }
    const APART: &[&str] = &["apiVersion", "kind", "metadata", "spec", "status"];
    for (key, value) in stored.as_map().into_iter().flatten() {
        if !APART.contains(&key.as_str()) {
            rest.insert(key.clone(), value.clone());
        }
    }
    if rest.is_empty() { Value::Null } else { Value::Map(rest) }
}

fn is_odd(reference: &Reference) -> bool {
    let subnet = reference.part.as_deref().filter(|_| Kind::of(&reference.target) == Kind::Vpc);
    [Some(reference.target.name.as_str()), subnet]
        .into_iter()
        .flatten()
        .any(|name| !is_label_value(name))
}

/// Collects the entries of maps that are given and not kept.
fn find_dropped(given: &Value, kept: &Value, at: &FieldPath, dropped: &mut Vec<FieldPath>) {
    let (Value::Map(given), Value::Map(kept)) = (given, kept) else { return };
    for (key, value) in given {
        match kept.get(key) {
            Some(kept) if value.as_map().is_some() => {
                find_dropped(value, kept, &at.key(key), dropped);
            }
            None if !is_void(value) => dropped.push(at.key(key)),
            _ => {}
        }
    }
}

/// Whether nothing is lost with a value: it is empty, or a map of empty values.
fn is_void(value: &Value) -> bool {
    match value {
        Value::Map(map) => map.values().all(is_void),
        value => Tree::from(value).is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_defaulting_removes_is_known_unless_nothing_was_in_it() {
        let of = |dhcp: &str| {
            let text = format!(
                "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {{name: a}}\n\
                 spec: {{subnets: {{web: {{subnet: 10.0.1.0/24, dhcp: {dhcp}}}}}}}\n"
            );
            let value = hedgerow_yaml::read_value(&text).unwrap();
            let object = Object::new(&Catalogue::builtin(), &value).unwrap();
            object.dropped.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            of("{range: {start: 10.0.1.9}, options: {pxeURL: x}}"),
            ["spec.subnets.web.dhcp.range", "spec.subnets.web.dhcp.options"]
        );
        assert_eq!(of("{range: {start: ''}, options: {dnsServers: []}}"), [""; 0]);
        assert_eq!(of("{enable: true, range: {start: 10.0.1.9}}"), [""; 0]);
    }
}
