//! Which kinds a cluster serves, and their definitions.

use std::collections::BTreeMap;

use hedgerow_model::GroupKind;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::client::Cluster;
use crate::error::ClusterError;

/// A kind as a cluster serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedKind {
    /// The kind.
    pub kind: GroupKind,
    /// The version that is asked for.
    pub version: String,
    /// Every version in which it is served, that one first.
    pub versions: Vec<String>,
    /// The word of its paths.
    pub plural: String,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// What may be done with it: `get`, `list`, `watch`, `patch`, …
    pub verbs: Vec<String>,
}

impl ServedKind {
    /// The same, of all namespaces at once: its path names none.
    #[must_use]
    pub fn everywhere(&self) -> Self {
        Self { namespaced: false, ..self.clone() }
    }

    /// The path of its objects, in a namespace where they have one.
    #[must_use]
    pub fn path(&self, namespace: &str) -> String {
        let root = match self.kind.group.as_str() {
            "" => format!("/api/{}", self.version),
            group => format!("/apis/{group}/{}", self.version),
        };
        match self.namespaced {
            true => format!("{root}/namespaces/{namespace}/{}", self.plural),
            false => format!("{root}/{}", self.plural),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    preferred_version: Version,
    versions: Vec<Version>,
}

#[derive(Deserialize)]
struct Version {
    version: String,
}

#[derive(Deserialize)]
struct Resources {
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    kind: String,
    namespaced: bool,
    #[serde(default)]
    verbs: Vec<String>,
}

/// The most versions of a group that are asked for.
const VERSIONS: usize = 10;

impl Cluster {
    /// The kinds of some groups that the cluster serves, each in the version the cluster prefers of those that have
    /// it. A group it does not have has none.
    ///
    /// # Errors
    /// When it is not reached or does not answer as it should.
    pub async fn served(&self, groups: &[&str]) -> Result<Vec<ServedKind>, ClusterError> {
        let mut found: BTreeMap<(String, String), ServedKind> = BTreeMap::new();
        for group in groups {
            for version in self.versions(group).await? {
                let path = match *group {
                    "" => format!("/api/{version}"),
                    group => format!("/apis/{group}/{version}"),
                };
                let resources: Resources = match self.get(&path).await {
                    Ok(resources) => resources,
                    // It went while it was asked for.
                    Err(ClusterError::NotFound) => continue,
                    Err(error) => return Err(error),
                };
                for resource in resources.resources {
                    if resource.name.contains('/') {
                        continue;
                    }
                    let key = ((*group).to_owned(), resource.kind.clone());
                    let kind = found.entry(key).or_insert_with(|| ServedKind {
                        kind: GroupKind::new(*group, resource.kind),
                        version: version.clone(),
                        versions: Vec::new(),
                        plural: resource.name,
                        namespaced: resource.namespaced,
                        verbs: resource.verbs,
                    });
                    if !kind.versions.contains(&version) {
                        kind.versions.push(version.clone());
                    }
                }
            }
        }
        Ok(found.into_values().collect())
    }

    /// The versions of a group, the preferred one first.
    async fn versions(&self, group: &str) -> Result<Vec<String>, ClusterError> {
        if group.is_empty() {
            return Ok(vec!["v1".to_owned()]);
        }
        let of: Group = match self.get(&format!("/apis/{group}")).await {
            Ok(of) => of,
            Err(ClusterError::NotFound) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let preferred = of.preferred_version.version;
        let others = of.versions.into_iter().map(|it| it.version).filter(|it| *it != preferred);
        Ok([preferred.clone()].into_iter().chain(others).take(VERSIONS).collect())
    }

    /// The definition of the kind of a group that has this word in its paths.
    ///
    /// # Errors
    /// When it is not reached or does not answer as it should; [`ClusterError::NotFound`] where no definition makes the
    /// kind, [`ClusterError::Forbidden`] where that is not told.
    pub async fn definition(&self, group: &str, plural: &str) -> Result<Json, ClusterError> {
        let path =
            format!("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{plural}.{group}");
        self.get(&path).await
    }

    /// The version of the cluster's program, such as `v1.36.0`.
    ///
    /// # Errors
    /// When it is not reached or does not answer as it should.
    pub async fn version(&self) -> Result<String, ClusterError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Info {
            git_version: String,
        }
        Ok(self.get::<Info>("/version").await?.git_version)
    }

    /// What tells this cluster from every other one, at whatever address it is reached: the id of its namespace
    /// `kube-system`. `None` where that is not told.
    ///
    /// # Errors
    /// When it is not reached or does not answer as it should.
    pub async fn id(&self) -> Result<Option<String>, ClusterError> {
        match self.get::<Json>("/api/v1/namespaces/kube-system").await {
            Ok(namespace) => {
                Ok(namespace.pointer("/metadata/uid").and_then(Json::as_str).map(str::to_owned))
            }
            Err(ClusterError::NotFound | ClusterError::Forbidden(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
