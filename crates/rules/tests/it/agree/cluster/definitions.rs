//! The kinds of a fabric, defined in an API server with the schemas that the program has built in.

use std::collections::BTreeMap;

use hedgerow_model::{GroupKind, Identity};
use hedgerow_schema::{Catalogue, KindInfo};
use serde_json::Value;

use super::api::Api;
use super::{LIMIT, wait_until};

const PATH: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/// What each kind is called in paths.
pub(super) struct Plurals(BTreeMap<GroupKind, String>);

/// The kinds without a schema that rules know.
const WITHOUT_SCHEMA: [&str; 2] = ["SwitchProfile", "ServerProfile"];

/// Defines the kinds that rules know; it must be the first to do so.
pub(super) fn install(api: &Api) -> Plurals {
    let catalogue = Catalogue::builtin();
    let is_known = |info: &&KindInfo| {
        info.has_schema || WITHOUT_SCHEMA.contains(&info.group_kind.kind.as_str())
    };
    let kinds: Vec<&KindInfo> = catalogue.kinds().filter(is_known).collect();
    for info in &kinds {
        api.make(PATH, &catalogue.definition(&info.group_kind).unwrap());
    }
    let is_served = |info: &&KindInfo| {
        let path = format!("/apis/{}/{}/{}", info.group_kind.group, info.versions[0], info.plural);
        api.send("GET", &path, None).status == 200
    };
    wait_until("the kinds are served", LIMIT, || kinds.iter().all(is_served));
    let plurals = kinds.into_iter().map(|info| (info.group_kind.clone(), info.plural.clone()));
    Plurals(plurals.collect())
}

impl Plurals {
    /// The path of the objects of a manifest's kind and namespace.
    pub(super) fn path_of_all(&self, manifest: &Value) -> String {
        let version = manifest["apiVersion"].as_str().unwrap();
        let (group, _) = version.split_once('/').unwrap();
        let kind = GroupKind::new(group, manifest["kind"].as_str().unwrap());
        let namespace = manifest["metadata"]["namespace"].as_str().filter(|name| !name.is_empty());
        let namespace = namespace.unwrap_or(Identity::DEFAULT_NAMESPACE);
        format!("/apis/{version}/namespaces/{namespace}/{}", self.0[&kind])
    }

    /// The path of a manifest's object.
    pub(super) fn path(&self, manifest: &Value) -> String {
        format!("{}/{}", self.path_of_all(manifest), manifest["metadata"]["name"].as_str().unwrap())
    }
}
