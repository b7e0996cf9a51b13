//! The catalogue: which kinds there are, and what is known of each.

mod asked;
mod validated;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use hedgerow_model::{ClusterKind, GroupKind, GroupVersion, ListTypes, Severity, Value};
use indexmap::IndexMap;
use serde::Serialize;

use crate::cel::Verdicts;
use crate::compile::Compiler;
use crate::crd::{self, CrdProblem};
use crate::facts::{Fact, PrinterColumn, facts, facts_by};
use crate::in_cluster::{self, InCluster};
use crate::lists::{KindLists, OfItems};
use crate::node::Node;
use crate::violation::Violation;
use crate::{builtin, defaults, hedgehog, webhook};

/// Where the schema of a kind comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// It is written down in Hedgerow: the newest Hedgehog fabric.
    Builtin,
    /// A CRD that the fabric was given.
    Crd,
    /// The CRD of the cluster in which the fabric lives.
    Cluster,
}

/// Who writes the objects of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// People: its objects live in Git.
    User,
    /// The fabric itself: its objects never go to Git.
    System,
}

/// What is known of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KindInfo {
    /// Group and kind.
    #[serde(flatten)]
    pub group_kind: GroupKind,
    /// The plural: the folder's name in managed/ and the word of the API's paths.
    pub plural: String,
    /// The singular.
    pub singular: String,
    /// Short names, such as `sw`.
    pub short_names: Vec<String>,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// The versions it can be written in, the preferred one first.
    pub versions: Vec<String>,
    /// Where its schema comes from.
    pub origin: Origin,
    /// Who writes its objects.
    pub category: Category,
    /// Whether a schema is known for it; without one its objects are not validated.
    pub has_schema: bool,
    /// One line on what it is; empty where nothing is known.
    pub about: String,
}

/// Against what an object was validated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "known", rename_all = "kebab-case")]
pub enum Known {
    /// Against the schema of this version.
    Validated {
        /// The version.
        version: String,
    },
    /// There is no schema of this kind: only `metadata` was looked at.
    UnknownKind,
    /// The kind is known, but not in this version: only `metadata` was looked at.
    UnknownVersion {
        /// The versions that are known.
        have: Vec<String>,
    },
}

/// What validating an object says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Validation {
    /// Against what it was held.
    pub known: Known,
    /// What the cluster would refuse or silently drop.
    pub violations: Vec<Violation>,
    /// What the cluster takes, but a person should know.
    pub warnings: Vec<Violation>,
    /// What could not be judged: rules of the definition that cannot be run, or cost too much.
    pub unchecked: Vec<Violation>,
    /// What the cluster takes and does something with that a person may want to know.
    pub notes: Vec<Violation>,
}

impl Validation {
    /// Whether it was held against a schema and broke nothing.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        matches!(self.known, Known::Validated { .. }) && self.violations.is_empty()
    }
}

/// The schema of one version.
#[derive(Debug)]
pub(crate) struct VersionSchema {
    pub(crate) name: String,
    pub(crate) json: serde_json::Value,
    pub(crate) root: Arc<Node>,
    /// Whether status is a subresource, and so ignored in what people write.
    pub(crate) status_subresource: bool,
    /// What to say of a version that will go.
    pub(crate) deprecated: Option<String>,
    /// What its definition wants to be seen of each object.
    pub(crate) columns: Vec<PrinterColumn>,
}

/// A kind and its schemas.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) info: KindInfo,
    pub(crate) versions: Vec<VersionSchema>,
    /// The rules of its definition that are not checked, and why.
    pub(crate) unchecked: Vec<String>,
}

impl Entry {
    fn version(&self, name: &str) -> Option<&VersionSchema> {
        self.versions.iter().find(|version| version.name == name)
    }

    /// What is said behind each violation of a schema that is the cluster's: whose it is.
    fn as_defined(&self, told: Option<&InCluster>, version: &str) -> Option<String> {
        let told = told.filter(|_| self.info.origin == Origin::Cluster)?;
        Some(format!(" (as cluster {} defines {version})", told.cluster))
    }
}

#[derive(Debug, Default)]
struct Inner {
    kinds: IndexMap<GroupKind, Arc<Entry>>,
    /// Lower-case kind, plural, singular and short names to positions in `kinds`.
    words: HashMap<String, Vec<usize>>,
    lists: HashMap<GroupKind, Arc<KindLists>>,
    /// How the fabric's cluster has the kinds of which it was asked.
    in_cluster: HashMap<GroupKind, InCluster>,
    /// Whether any definition has rules: else nobody looks for them.
    any_rules: bool,
    /// What objects of kinds whose definitions have rules were found to break.
    verdicts: Verdicts,
}

/// The kinds that are known. Immutable; a clone is a pointer.
#[derive(Clone, Debug)]
pub struct Catalogue {
    inner: Arc<Inner>,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::builtin()
    }
}

impl Catalogue {
    /// The kinds of the newest Hedgehog fabric that people write, with schemas, and the names of those
    /// that the fabric writes itself. For an older fabric overlay its CRDs: [`Self::with_crds`].
    #[must_use]
    pub fn builtin() -> Self {
        static BUILTIN: OnceLock<Catalogue> = OnceLock::new();
        BUILTIN.get_or_init(|| Self::of(builtin::entries())).clone()
    }

    /// The built-in kinds overlaid with CRD files (name, text): a CRD replaces what is built in of its
    /// kind. Later files win over earlier ones. What is not a CRD or cannot be read is skipped and
    /// reported; the rest is used.
    #[must_use]
    pub fn with_crds(files: &[(String, String)]) -> (Self, Vec<CrdProblem>) {
        let (found, problems) = crd::read_files(files);
        (Self::builtin().overlaid(found), problems)
    }

    /// The same, overlaid with what the fabric's cluster was told to have: its definition of a kind replaces both, at
    /// the versions that it serves. A kind whose definition there is not understood has no schema.
    #[must_use]
    pub fn in_cluster_of(files: &[(String, String)], cluster: &str, told: &[ClusterKind]) -> Self {
        let (given, _) = crd::read_files(files);
        let mut kinds = Self::builtin().inner.kinds.clone();
        let given = given.into_iter().map(|entry| (entry.info.group_kind.clone(), Arc::new(entry)));
        kinds.extend(given);
        let mut compiler = Compiler::default();
        let cluster: Arc<str> = Arc::from(cluster);
        let mut in_cluster = HashMap::new();
        for told in told {
            let given = kinds.get(&told.kind).map(AsRef::as_ref);
            let (found, entry) = in_cluster::read(&cluster, told, given, &mut compiler);
            if let Some(entry) = entry {
                kinds.insert(told.kind.clone(), Arc::new(entry));
            }
            in_cluster.insert(told.kind.clone(), found);
        }
        Self::of_kinds(kinds, in_cluster)
    }

    fn overlaid(&self, found: Vec<Entry>) -> Self {
        let mut kinds = self.inner.kinds.clone();
        for entry in found {
            kinds.insert(entry.info.group_kind.clone(), Arc::new(entry));
        }
        Self::of_kinds(kinds, HashMap::new())
    }

    /// Whether this is the same catalogue, and not only one that says the same.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// How the fabric's cluster has a kind; `None` where no cluster was asked of it.
    #[must_use]
    pub fn in_cluster(&self, kind: &GroupKind) -> Option<&InCluster> {
        self.inner.in_cluster.get(kind)
    }

    /// What is to be said of the definitions of the fabric's cluster, by kind.
    #[must_use]
    pub fn cluster_notes(&self) -> Vec<(Severity, String)> {
        let mut told: Vec<_> = self.inner.in_cluster.iter().collect();
        told.sort_by_key(|(kind, _)| *kind);
        told.into_iter().filter_map(|(kind, told)| told.note(kind)).collect()
    }

    fn of(entries: Vec<Entry>) -> Self {
        Self::of_kinds(
            entries
                .into_iter()
                .map(|entry| (entry.info.group_kind.clone(), Arc::new(entry)))
                .collect(),
            HashMap::new(),
        )
    }

    fn of_kinds(
        kinds: IndexMap<GroupKind, Arc<Entry>>,
        in_cluster: HashMap<GroupKind, InCluster>,
    ) -> Self {
        let mut words: HashMap<String, Vec<usize>> = HashMap::new();
        let mut lists = HashMap::new();
        for (at, (kind, entry)) in kinds.iter().enumerate() {
            let info = &entry.info;
            let names = [&kind.kind, &info.plural, &info.singular];
            for name in names.into_iter().chain(&info.short_names) {
                let known = words.entry(name.to_lowercase()).or_default();
                if !known.contains(&at) {
                    known.push(at);
                }
            }
            let schema = entry.versions.first().map(|version| Arc::clone(&version.root));
            lists.insert(kind.clone(), Arc::new(KindLists::new(kind, schema)));
        }
        let any_rules =
            kinds.values().any(|entry| entry.versions.iter().any(|it| it.root.rules.any));
        let verdicts = Verdicts::default();
        Self { inner: Arc::new(Inner { kinds, words, lists, in_cluster, any_rules, verdicts }) }
    }

    fn entry(&self, kind: &GroupKind) -> Option<&Entry> {
        self.inner.kinds.get(kind).map(AsRef::as_ref)
    }

    /// What is worth knowing of an object at a glance: by its kind, or by the columns that its definition names.
    #[must_use]
    pub fn facts(&self, object: &Value) -> Vec<Fact> {
        let columns = || {
            let text = |key| object.get(key).and_then(Value::as_str);
            let written = GroupVersion::parse(text("apiVersion")?);
            let entry = self.entry(&GroupKind::new(written.group, text("kind")?))?;
            let version = entry.version(&written.version).or(entry.versions.first())?;
            Some(version.columns.as_slice())
        };
        let known = facts(object);
        if known.is_empty() { facts_by(columns().unwrap_or_default(), object) } else { known }
    }

    /// What is known of a kind.
    #[must_use]
    pub fn kind(&self, kind: &GroupKind) -> Option<&KindInfo> {
        self.entry(kind).map(|entry| &entry.info)
    }

    /// The kinds that a typed word may mean: kind, plural, singular or short name, optionally followed
    /// by `.group`, without regard to case.
    #[must_use]
    pub fn find(&self, typed: &str) -> Vec<&KindInfo> {
        let typed = typed.to_lowercase();
        let (word, group) = match typed.split_once('.') {
            Some((word, group)) => (word, Some(group)),
            None => (typed.as_str(), None),
        };
        let positions = self.inner.words.get(word).map(Vec::as_slice).unwrap_or_default();
        positions
            .iter()
            .filter_map(|at| self.inner.kinds.get_index(*at))
            .filter(|(kind, _)| group.is_none_or(|group| kind.group == group))
            .map(|(_, entry)| &entry.info)
            .collect()
    }

    /// The definition of a kind, as a cluster takes it, with the schemas that are known; of a kind without one any fields
    /// are taken. `None` for a kind that is not known.
    #[must_use]
    pub fn definition(&self, kind: &GroupKind) -> Option<serde_json::Value> {
        use serde_json::json;
        let info = self.kind(kind)?;
        let version = |(number, name): (usize, &String)| {
            let any = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
            let schema = self.json_schema(kind, name).unwrap_or(&any);
            json!({
                "name": name, "served": true, "storage": number == 0,
                "schema": {"openAPIV3Schema": schema}, "subresources": {"status": {}},
            })
        };
        Some(json!({
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": format!("{}.{}", info.plural, kind.group)},
            "spec": {
                "group": kind.group,
                "scope": if info.namespaced { "Namespaced" } else { "Cluster" },
                "names": {
                    "kind": kind.kind, "plural": info.plural, "singular": info.singular,
                    "listKind": format!("{}List", kind.kind),
                },
                "versions": info.versions.iter().enumerate().map(version).collect::<Vec<_>>(),
            },
        }))
    }

    /// The schemas of a kind's versions, the preferred one first.
    pub(crate) fn roots(&self, kind: &GroupKind) -> impl Iterator<Item = &Node> {
        let versions = self.entry(kind).map(|entry| entry.versions.as_slice());
        versions.unwrap_or_default().iter().map(|version| &*version.root)
    }

    /// Every known kind.
    pub fn kinds(&self) -> impl Iterator<Item = &KindInfo> {
        self.inner.kinds.values().map(|entry| &entry.info)
    }

    /// Whether the fabric writes objects of this kind itself, so that they never go to Git.
    #[must_use]
    pub fn is_system(&self, kind: &GroupKind) -> bool {
        hedgehog::is_system(kind)
    }

    /// The list types of a kind. What its CRD declares goes before the tables of the built-in kinds, which
    /// have Kubernetes' own kinds and kustomize's too. Every list of an unknown kind is atomic, except those
    /// that all metadata have.
    #[must_use]
    pub fn list_types(&self, kind: &GroupKind) -> Arc<dyn ListTypes + Send + Sync> {
        match self.inner.lists.get(kind) {
            Some(lists) => Arc::clone(lists) as Arc<dyn ListTypes + Send + Sync>,
            None if OfItems::are(kind) => Arc::new(OfItems::new(self.clone())),
            None => KindLists::of_unlisted(kind),
        }
    }

    /// The OpenAPI v3 schema of a kind's version, as its CRD has it; for forms.
    #[must_use]
    pub fn json_schema(&self, kind: &GroupKind, version: &str) -> Option<&serde_json::Value> {
        self.entry(kind)?.version(version).map(|version| &version.json)
    }

    /// The object with the schema's defaults filled in; unchanged where no schema is known. Defaults
    /// that webhooks add are not among them.
    #[must_use]
    pub fn with_defaults(&self, object: &Value) -> Value {
        let mut filled = object.clone();
        self.fill_defaults(&mut filled);
        filled
    }

    fn fill_defaults(&self, object: &mut Value) {
        let text = |key: &str| object.get(key).and_then(Value::as_str);
        if let (Some(api_version), Some(kind)) = (text("apiVersion"), text("kind")) {
            let GroupVersion { group, version } = GroupVersion::parse(api_version);
            let entry = self.entry(&GroupKind::new(group, kind));
            if let Some(schema) = entry.and_then(|entry| entry.version(&version)) {
                defaults::fill(object, &schema.root);
            }
        }
    }

    /// The object as the cluster would store it: with the schema's defaults and what the cluster's webhooks
    /// fill in, change or remove before they judge it.
    #[must_use]
    pub fn as_stored(&self, object: &Value) -> Value {
        let mut stored = object.clone();
        self.store(&mut stored);
        stored
    }

    /// Makes an object what [`Self::as_stored`] gives.
    pub fn store(&self, object: &mut Value) {
        self.fill_defaults(object);
        webhook::fill(object);
    }
}
