//! A VPCPeering as the cluster reads it: who peers with whom.

use crate::object::Object;
use crate::tree::Tree;

/// The VPCs that one entry of `spec.permit` names. An entry without value is dropped by the cluster.
pub(crate) fn sides(entry: &Tree) -> impl Iterator<Item = (&str, &Tree)> {
    entry.entries().filter(|(_, side)| side.is_there())
}

/// The two VPCs of a VPCPeering, in the order of their names; `None` where there are not two in each entry,
/// the same two in all.
pub(crate) fn pair(peering: &Object) -> Option<[&str; 2]> {
    let mut pairs = peering.spec.get("permit").items().iter().map(|entry| {
        let mut sides = sides(entry).map(|(name, _)| name);
        let pair = [sides.next()?, sides.next()?];
        sides.next().is_none().then_some(pair)
    });
    let first = pairs.next()??;
    pairs.all(|pair| pair == Some(first)).then_some(first)
}
