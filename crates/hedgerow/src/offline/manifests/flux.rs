//! Objects for Flux: a GitRepository, and a Kustomization for each folder.

use hedgerow_model::Value;
use hedgerow_yaml::{EmitOptions, emit};

use super::pointer::{Folder, Pointer};
use super::{map, metadata, string};

/// Where `flux bootstrap` puts everything.
const NAMESPACE: &str = "flux-system";

/// The namespace of what names none, to Kubernetes, to Kustomize and here.
const DEFAULT: &str = "default";

/// The objects. With `prune`, what is deleted in Git is deleted in the cluster.
///
/// # Errors
/// When Flux would refuse the address, or cannot bring resources where they shall be.
pub(crate) fn sources_and_kustomizations(
    pointer: &Pointer,
    prune: bool,
) -> Result<Vec<Value>, String> {
    let url = pointer.url.to_string();
    if !url.contains("://") {
        return Err(format!("Flux refuses addresses like {url}: write ssh://user@host/path"));
    }
    if pointer.namespace != DEFAULT {
        return Err(format!(
            "Flux cannot tell resources that name no namespace from those of `default`, and would bring both to `{}`: write the namespace into their manifests",
            pointer.namespace
        ));
    }
    let repository = map([
        ("apiVersion", string("source.toolkit.fluxcd.io/v1")),
        ("kind", string("GitRepository")),
        ("metadata", metadata(&pointer.name, NAMESPACE)),
        (
            "spec",
            map([
                ("interval", string("1m")),
                ("url", string(url)),
                ("ref", map([("branch", string(&pointer.branch))])),
            ]),
        ),
    ]);
    let kustomizations = pointer.folders.iter().map(|folder| kustomization(pointer, folder, prune));
    Ok([repository].into_iter().chain(kustomizations).collect())
}

fn kustomization(pointer: &Pointer, folder: &Folder, prune: bool) -> Value {
    let source = map([("kind", string("GitRepository")), ("name", string(&pointer.name))]);
    map([
        ("apiVersion", string("kustomize.toolkit.fluxcd.io/v1")),
        ("kind", string("Kustomization")),
        ("metadata", metadata(&folder.name, NAMESPACE)),
        (
            "spec",
            map([
                ("interval", string("10m")),
                ("retryInterval", string("1m")),
                ("path", string(format!("./{}", folder.path))),
                ("prune", Value::Bool(prune)),
                // with the Kustomization its resources do not go, pruned or not
                ("deletionPolicy", string("Orphan")),
                // never deleted to be created again
                ("force", Value::Bool(false)),
                ("sourceRef", source),
                ("patches", Value::List(vec![default_namespace()])),
            ]),
        ),
    ])
}

/// Writes the namespace `default` into resources that name none: Flux refuses them without. `targetNamespace` would do so, and
/// move those of other namespaces too. Kustomize counts what names none as of `default`.
fn default_namespace() -> Value {
    let add = map([
        ("op", string("add")),
        ("path", string("/metadata/namespace")),
        ("value", string(DEFAULT)),
    ]);
    let patch = emit(&Value::List(vec![add]), &EmitOptions::default());
    map([("target", map([("namespace", string(DEFAULT))])), ("patch", string(patch))])
}
