//! What `hhfab` fills in before it hands resources to the cluster.

use crate::tree::Tree;

/// Whether a Gateway has anything of what hydration fills in. One that has nothing of it was written for
/// `hhfab`, and is not broken.
pub(super) fn is_hydrated_gateway(spec: &Tree) -> bool {
    ["asn", "protocolIP", "vtepIP", "vtepMAC", "neighbors"]
        .iter()
        .any(|field| !spec.get(field).is_empty())
}
