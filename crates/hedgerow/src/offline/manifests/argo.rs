//! Objects for Argo CD: an Application, or an ApplicationSet that makes one for each of several folders.

use hedgerow_model::Value;

use super::pointer::{Folder, Pointer};
use super::{map, metadata, string};

/// Where Argo CD looks for Applications unless it is told otherwise.
const NAMESPACE: &str = "argocd";

const VERSION: &str = "argoproj.io/v1alpha1";

/// What Argo CD does beside bringing what comes to Git.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Syncing {
    /// Deletes in the cluster what is deleted in Git.
    pub(crate) prune: bool,
    /// Undoes what is changed in the cluster.
    pub(crate) self_heal: bool,
}

/// An Application for each folder.
pub(crate) fn application(pointer: &Pointer, syncing: Syncing) -> Vec<Value> {
    let application = |folder: &Folder| {
        map([
            ("apiVersion", string(VERSION)),
            ("kind", string("Application")),
            // no finalizer: with the Application its resources do not go
            ("metadata", metadata(&folder.name, NAMESPACE)),
            ("spec", spec(pointer, path(folder), syncing)),
        ])
    };
    pointer.folders.iter().map(application).collect()
}

/// One ApplicationSet, which makes an Application for each folder.
///
/// # Errors
/// When something would be read as a placeholder.
pub(crate) fn application_set(pointer: &Pointer, syncing: Syncing) -> Result<Value, String> {
    let url = pointer.url.to_string();
    for text in [&url, &pointer.branch] {
        if text.contains("{{") {
            return Err(format!("`{text}` has `{{{{`, which an ApplicationSet reads as its own"));
        }
    }
    let element =
        |folder: &Folder| map([("name", string(&folder.name)), ("path", string(path(folder)))]);
    let elements = Value::List(pointer.folders.iter().map(element).collect());
    let list = map([("list", map([("elements", elements)]))]);
    let template = map([
        ("metadata", map([("name", string("{{.name}}"))])),
        ("spec", spec(pointer, "{{.path}}", syncing)),
    ]);
    let spec = map([
        ("goTemplate", Value::Bool(true)),
        ("goTemplateOptions", Value::List(vec![string("missingkey=error")])),
        ("generators", Value::List(vec![list])),
        // or an Application that is no longer listed would take its resources along
        ("syncPolicy", map([("preserveResourcesOnDeletion", Value::Bool(true))])),
        ("template", template),
    ]);
    Ok(map([
        ("apiVersion", string(VERSION)),
        ("kind", string("ApplicationSet")),
        ("metadata", metadata(&pointer.name, NAMESPACE)),
        ("spec", spec),
    ]))
}

fn spec(pointer: &Pointer, path: &str, syncing: Syncing) -> Value {
    let Syncing { prune, self_heal } = syncing;
    let source = map([
        ("repoURL", string(pointer.url.to_string())),
        ("targetRevision", string(&pointer.branch)),
        ("path", string(path)),
        // said, so that no file in there is taken as a chart or a kustomization
        ("directory", map([("recurse", Value::Bool(true))])),
    ]);
    let destination = map([
        ("server", string("https://kubernetes.default.svc")),
        ("namespace", string(&pointer.namespace)),
    ]);
    let automated = map([("prune", Value::Bool(prune)), ("selfHeal", Value::Bool(self_heal))]);
    map([
        ("project", string("default")),
        ("source", source),
        ("destination", destination),
        ("syncPolicy", map([("automated", automated)])),
    ])
}

fn path(folder: &Folder) -> &str {
    if folder.path.is_empty() { "." } else { &folder.path }
}
