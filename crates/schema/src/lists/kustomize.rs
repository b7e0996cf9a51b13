//! The lists of a kustomization. No schema declares them; their meaning is kustomize's.

use super::{Row, Table};

const NAME: Row = Row::Keyed(&["name"]);

/// Of a Kustomization and of a Component. Lists that are not here are merged by their lines.
pub(super) const KUSTOMIZATION: Table = &[
    ("bases", Row::Set),
    ("components", Row::Set),
    ("configMapGenerator", NAME),
    ("configMapGenerator.[].envs", Row::Set),
    ("configMapGenerator.[].files", Row::Set),
    ("configMapGenerator.[].literals", Row::Set),
    ("configurations", Row::Set),
    ("crds", Row::Set),
    ("generators", Row::Set),
    ("helmCharts", NAME),
    ("images", NAME),
    ("labels", Row::Set),
    ("patches", Row::Set),
    ("patchesJson6902", Row::Set),
    ("patchesStrategicMerge", Row::Set),
    ("replacements", Row::Set),
    ("replicas", NAME),
    ("resources", Row::Set),
    ("secretGenerator", NAME),
    ("secretGenerator.[].envs", Row::Set),
    ("secretGenerator.[].files", Row::Set),
    ("secretGenerator.[].literals", Row::Set),
    ("transformers", Row::Set),
    ("validators", Row::Set),
    ("vars", NAME),
];

/// Whether these are lists of kustomize.
pub(super) fn is_kustomization(group: &str, kind: &str) -> bool {
    group == "kustomize.config.k8s.io" && matches!(kind, "Kustomization" | "Component")
}
