//! Where what is known of a kind comes from.

use hedgerow_model::{ClusterKind, GroupKind};
use hedgerow_schema::{Catalogue, KindInfo, Origin, Told};

use crate::views::{KindDefinition, KindInCluster, KindVersion, SchemaOrigin};

/// Where the schema of a kind comes from.
pub(super) fn origin(info: Option<&KindInfo>) -> SchemaOrigin {
    match info.filter(|info| info.has_schema).map(|info| info.origin) {
        None => SchemaOrigin::None,
        Some(Origin::Builtin) => SchemaOrigin::BuiltIn,
        Some(Origin::Crd) => SchemaOrigin::Given,
        Some(Origin::Cluster) => SchemaOrigin::Cluster,
    }
}

/// How the fabric's cluster has a kind. `told` is what is stored of that.
pub(super) fn in_cluster(
    catalogue: &Catalogue,
    kind: &GroupKind,
    told: Option<&ClusterKind>,
) -> Option<KindInCluster> {
    let (known, told) = (catalogue.in_cluster(kind)?, told?);
    let versions = known.versions.iter().map(|version| KindVersion {
        name: version.name.clone(),
        served: version.served,
        stored: version.stored,
        deprecated: version.deprecated.clone(),
    });
    Some(KindInCluster {
        cluster: known.cluster.to_string(),
        versions: versions.collect(),
        note: match &known.definition {
            Told::NotUnderstood(why) => Some(why.clone()),
            _ => known.differs.clone(),
        },
        definition: match known.definition {
            Told::Used => KindDefinition::Used,
            Told::NotUnderstood(_) => KindDefinition::NotUnderstood,
            Told::Untold => KindDefinition::Untold,
            Told::Absent => KindDefinition::Absent,
        },
        since: told.since,
        told_at: told.told_at,
    })
}
