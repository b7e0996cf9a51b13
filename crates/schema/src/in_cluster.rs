//! The kinds as the cluster of a fabric defines them: which schema counts, what is not understood, and what follows for
//! objects.

use std::sync::Arc;

use hedgerow_model::{ClusterKind, FieldPath, GroupKind, Severity, Value};
use serde_json::Value as Json;

use crate::catalogue::{Category, Entry, KindInfo, Origin};
use crate::compile::Compiler;
use crate::crd::read_crd;
use crate::hedgehog;
use crate::migrations::{Migration, Step, offer};
use crate::validate::Walk;
use crate::violation::{Rule, Violation};

/// The largest definition that is read, in bytes. A cluster keeps none of more than some 1.5 MB.
const LARGEST: usize = 4 << 20;

/// The most versions of a definition that are read; a cluster prefers one, and few have more than three.
const MOST_VERSIONS: usize = 50;

/// How the cluster of a fabric has a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InCluster {
    /// What people call the cluster.
    pub cluster: Arc<str>,
    /// What is known of its definition.
    pub definition: Told,
    /// The versions, the preferred one first.
    pub versions: Vec<ClusterVersion>,
    /// How the definition that the fabric was given differs, as a sentence.
    pub differs: Option<String>,
}

/// What is known of the definition of a kind in a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is the schema of the kind.
    Used,
    /// It is there and not understood: why. The kind has no schema.
    NotUnderstood(String),
    /// The kind is served, and no definition is told: the schema is another one's.
    Untold,
    /// The cluster does not define the kind.
    Absent,
}

/// A version of a kind in a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterVersion {
    /// Its name.
    pub name: String,
    /// Whether objects can be read and written in it.
    pub served: bool,
    /// Whether objects are stored in it, where that is told.
    pub stored: Option<bool>,
    /// What is said of a version that will go.
    pub deprecated: Option<String>,
}

impl ClusterVersion {
    fn served(name: &str) -> Self {
        Self { name: name.to_owned(), served: true, stored: None, deprecated: None }
    }
}

impl InCluster {
    /// The versions that are served, by name.
    pub fn served(&self) -> impl Iterator<Item = &str> {
        self.versions.iter().filter(|it| it.served).map(|it| it.name.as_str())
    }

    /// The version in which objects are stored, where that is told.
    #[must_use]
    pub fn stored(&self) -> Option<&str> {
        self.versions.iter().find(|it| it.stored == Some(true)).map(|it| it.name.as_str())
    }

    /// What follows for an object of a kind in a version.
    pub(crate) fn judge(&self, walk: &mut Walk<'_>, kind: &GroupKind, version: &str) {
        let (cluster, name) = (&self.cluster, &kind.kind);
        if self.definition == Told::Absent {
            let message = format!(
                "cannot be applied: cluster {cluster} does not define {name} of {}",
                kind.group
            );
            let at = FieldPath::of_keys(["kind"]);
            walk.warnings.push(Violation::new(at, Rule::NotInCluster, message));
            return;
        }
        let at = FieldPath::of_keys(["apiVersion"]);
        let served: Vec<&str> = self.served().collect();
        if !served.is_empty() && !served.contains(&version) {
            let mut message = format!(
                "cannot be applied: cluster {cluster} serves {name} in {}, not in {version}",
                served.join(", ")
            );
            if let Some(migration) = migration(kind, version, &served) {
                message.push_str(&offer(migration));
            }
            walk.violations.push(Violation::new(at, Rule::NotServed, message));
            return;
        }
        if let Some(stored) = self.stored().filter(|stored| *stored != version) {
            let message = format!("is written in {version}: cluster {cluster} stores {stored}");
            walk.notes.push(Violation::new(at, Rule::OtherVersionStored, message));
        }
    }

    /// What is to be said of the kind once, and not at each of its objects.
    pub(crate) fn note(&self, kind: &GroupKind) -> Option<(Severity, String)> {
        match (&self.definition, &self.differs) {
            (Told::NotUnderstood(why), _) => {
                Some((Severity::Warning, self.not_understood(kind, why)))
            }
            (_, Some(differs)) => Some((Severity::Info, differs.clone())),
            _ => None,
        }
    }

    /// Why objects of the kind are not validated.
    pub(crate) fn not_understood(&self, kind: &GroupKind, why: &str) -> String {
        format!(
            "the definition of {kind} that cluster {} has is not understood, so it is not validated: {why}",
            self.cluster
        )
    }
}

/// The migration that brings a version to one that is served.
fn migration(kind: &GroupKind, version: &str, served: &[&str]) -> Option<&'static str> {
    Migration::of(kind).find_map(|migration| match &migration.step {
        Step::Version { from, to } if from == version && served.contains(&to.as_str()) => {
            Some(migration.id.as_str())
        }
        _ => None,
    })
}

/// Reads how a cluster has a kind. `given` is what is known of it otherwise. The entry is the one that counts, where it is
/// another one.
pub(crate) fn read(
    cluster: &Arc<str>,
    told: &ClusterKind,
    given: Option<&Entry>,
    compiler: &mut Compiler,
) -> (InCluster, Option<Entry>) {
    let mut found = InCluster {
        cluster: cluster.clone(),
        definition: Told::Untold,
        versions: told.versions.iter().map(|name| ClusterVersion::served(name)).collect(),
        differs: None,
    };
    let read = match (&told.problem, &told.definition) {
        (Some(why), _) => Err(why.clone()),
        (None, Some(text)) => definition(text, &told.kind, compiler),
        (None, None) => {
            if told.versions.is_empty() {
                found.definition = Told::Absent;
            }
            return (found, None);
        }
    };
    match read {
        Ok((entry, versions)) => {
            found.definition = Told::Used;
            found.versions = versions;
            let was_given = given.filter(|given| given.info.origin == Origin::Crd);
            found.differs = was_given.and_then(|given| differs(cluster, given, &entry));
            (found, Some(entry))
        }
        Err(why) => {
            found.definition = Told::NotUnderstood(why);
            let entry = unvalidated(told, given);
            (found, Some(entry))
        }
    }
}

/// A definition as a cluster has it; the error says why it is not understood.
fn definition(
    text: &str,
    kind: &GroupKind,
    compiler: &mut Compiler,
) -> Result<(Entry, Vec<ClusterVersion>), String> {
    if text.len() > LARGEST {
        return Err(format!("it has {} bytes, more than the {LARGEST} that are read", text.len()));
    }
    let json: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let value = Value::from(&json);
    let all = value.at(&["spec", "versions"]).and_then(Value::as_list).unwrap_or_default();
    if all.len() > MOST_VERSIONS {
        return Err(format!("it has {} versions, more than {MOST_VERSIONS}", all.len()));
    }
    let read = read_crd(&value, compiler);
    let unchecked = std::mem::take(&mut compiler.unchecked);
    // What of a schema cannot be used passes.
    compiler.problems.clear();
    let mut entry = read?;
    if entry.info.group_kind != *kind {
        return Err(format!("it defines {}", entry.info.group_kind));
    }
    let mut names: Vec<&str> = entry.info.versions.iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() < entry.versions.len() {
        return Err("it has one version twice".to_owned());
    }
    entry.unchecked = unchecked;
    entry.info.origin = Origin::Cluster;
    let flag = |version: &Value, key: &str| version.get(key).and_then(Value::as_bool);
    let mut versions: Vec<ClusterVersion> = all
        .iter()
        .filter_map(|version| {
            Some(ClusterVersion {
                name: version.get("name")?.as_str()?.to_owned(),
                served: flag(version, "served") != Some(false),
                stored: Some(flag(version, "storage") == Some(true)),
                deprecated: crate::crd::deprecation(version),
            })
        })
        .collect();
    versions.sort_by_key(|version| version.stored != Some(true));
    Ok((entry, versions))
}

/// The kind without a schema, by the names that are known of it.
fn unvalidated(told: &ClusterKind, given: Option<&Entry>) -> Entry {
    let info = given.map(|given| given.info.clone()).unwrap_or_else(|| KindInfo {
        group_kind: told.kind.clone(),
        plural: told.plural.clone(),
        singular: told.kind.kind.to_lowercase(),
        short_names: Vec::new(),
        namespaced: true,
        versions: Vec::new(),
        origin: Origin::Cluster,
        category: match hedgehog::is_system(&told.kind) {
            true => Category::System,
            false => Category::User,
        },
        has_schema: false,
        about: String::new(),
    });
    let info = KindInfo {
        versions: told.versions.clone(),
        origin: Origin::Cluster,
        has_schema: false,
        ..info
    };
    Entry { info, versions: Vec::new(), unchecked: Vec::new() }
}

/// How what the fabric was given differs from what its cluster has.
fn differs(cluster: &str, given: &Entry, entry: &Entry) -> Option<String> {
    let kind = &entry.info.group_kind;
    let names = |entry: &Entry| entry.info.versions.join(", ");
    let said = |how: String| {
        Some(format!(
            "{kind}: the definition that the fabric was given {how}; that of cluster {cluster} is used"
        ))
    };
    if given.info.versions != entry.info.versions {
        return said(format!(
            "has {}, and cluster {cluster} serves {}",
            names(given),
            names(entry)
        ));
    }
    let other: Vec<&str> = given
        .versions
        .iter()
        .zip(&entry.versions)
        .filter(|(a, b)| !says_the_same(&a.json, &b.json))
        .map(|(version, _)| version.name.as_str())
        .collect();
    match other.is_empty() {
        true => None,
        false => said(format!("has another schema of {}", other.join(", "))),
    }
}

/// Whether two schemas say the same, but for what they say to people.
fn says_the_same(a: &Json, b: &Json) -> bool {
    let is_told = |(key, value): &(&String, &Json)| !(*key == "description" && value.is_string());
    match (a, b) {
        (Json::Object(a), Json::Object(b)) => {
            let count = |map: &serde_json::Map<String, Json>| map.iter().filter(is_told).count();
            count(a) == count(b)
                && a.iter()
                    .filter(is_told)
                    .all(|(key, value)| b.get(key).is_some_and(|it| says_the_same(value, it)))
        }
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| says_the_same(a, b))
        }
        (a, b) => a == b,
    }
}
