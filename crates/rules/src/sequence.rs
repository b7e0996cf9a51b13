//! In which order acts reach the cluster: what is referred to before what refers to it, and what waits after what it
//! waits for.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use hedgerow_model::Identity;

use crate::object::Kind;

/// One act on a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act<'a> {
    /// The resource.
    pub identity: &'a Identity,
    /// Whether it goes.
    pub removes: bool,
    /// The acts that must come first, by their places in the list.
    pub after: Vec<usize>,
}

/// An order of acts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    /// Those that have an order, each by its place in the list.
    pub order: Vec<usize>,
    /// Those that wait for each other, or for such: no order brings them about.
    pub stuck: Vec<usize>,
}

/// The order of acts: what is created or changed by kind, namespaces first; then what goes, the other way around;
/// unless one waits for another. Same acts, same order.
#[must_use]
pub fn sequence(acts: &[Act<'_>]) -> Sequence {
    let mut waits: Vec<usize> = vec![0; acts.len()];
    let mut awaited_by: Vec<Vec<usize>> = vec![Vec::new(); acts.len()];
    for (at, act) in acts.iter().enumerate() {
        for after in act.after.iter().filter(|after| **after != at) {
            if let (Some(list), Some(count)) = (awaited_by.get_mut(*after), waits.get_mut(at)) {
                list.push(at);
                *count += 1;
            }
        }
    }
    // Of those that are ready, the one with the lowest place is next.
    let mut by_rank: Vec<usize> = (0..acts.len()).collect();
    by_rank.sort_by_key(|at| acts.get(*at).map(|act| (rank(act), act.identity)));
    let mut places = vec![0; acts.len()];
    for (place, at) in by_rank.iter().enumerate() {
        if let Some(of) = places.get_mut(*at) {
            *of = place;
        }
    }
    let place_of = |at: usize| places.get(at).copied().map(Reverse);
    let free = waits.iter().enumerate().filter(|(_, count)| **count == 0);
    let mut ready: BinaryHeap<Reverse<usize>> = free.filter_map(|(at, _)| place_of(at)).collect();
    let mut order = Vec::with_capacity(acts.len());
    while let Some(Reverse(place)) = ready.pop() {
        let Some(at) = by_rank.get(place).copied() else { continue };
        order.push(at);
        for waiting in awaited_by.get(at).into_iter().flatten() {
            let Some(count) = waits.get_mut(*waiting) else { continue };
            *count = count.saturating_sub(1);
            if *count == 0 {
                ready.extend(place_of(*waiting));
            }
        }
    }
    let stuck = waits.iter().enumerate().filter(|(_, count)| **count > 0).map(|(at, _)| at);
    Sequence { order, stuck: stuck.collect() }
}

/// What comes first: what goes comes last, in the other direction.
fn rank(act: &Act<'_>) -> (bool, usize) {
    let place = place(act.identity);
    (act.removes, if act.removes { LATEST - place } else { place })
}

/// The kinds in the order in which a fabric is built. Kinds that are not named come last: what they
/// refer to is not known here.
const ORDER: [&[Kind]; 10] = [
    &[
        Kind::Ipv4Namespace,
        Kind::VlanNamespace,
        Kind::SwitchGroup,
        Kind::SwitchProfile,
        Kind::ServerProfile,
    ],
    &[Kind::Switch, Kind::Server],
    &[Kind::Vpc],
    &[Kind::Connection],
    &[Kind::External],
    &[Kind::VpcAttachment, Kind::ExternalAttachment],
    &[Kind::VpcPeering, Kind::ExternalPeering],
    &[Kind::GatewayGroup],
    &[Kind::Gateway],
    &[Kind::GatewayPeering],
];

const LATEST: usize = ORDER.len();

fn place(identity: &Identity) -> usize {
    let kind = Kind::of(identity);
    ORDER.iter().position(|kinds| kinds.contains(&kind)).unwrap_or(LATEST)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(kind: Kind, name: &str) -> Identity {
        kind.identity(Identity::DEFAULT_NAMESPACE, name)
    }

    fn ordered(acts: &[(Kind, &str, bool, &[usize])]) -> (Vec<String>, Vec<String>) {
        let ids: Vec<Identity> = acts.iter().map(|(kind, name, ..)| id(*kind, name)).collect();
        let acts: Vec<Act<'_>> = acts
            .iter()
            .zip(&ids)
            .map(|((_, _, removes, after), identity)| Act {
                identity,
                removes: *removes,
                after: after.to_vec(),
            })
            .collect();
        let names = |places: Vec<usize>| places.iter().map(|at| ids[*at].name.clone()).collect();
        let Sequence { order, stuck } = sequence(&acts);
        (names(order), names(stuck))
    }

    #[test]
    fn what_comes_is_in_the_order_of_kinds_and_what_goes_in_the_other() {
        let acts = [
            (Kind::GatewayPeering, "gwp", false, &[][..]),
            (Kind::VpcAttachment, "att", false, &[]),
            (Kind::VpcAttachment, "att-old", true, &[]),
            (Kind::Connection, "cable", false, &[]),
            (Kind::Vpc, "vpc-b", false, &[]),
            (Kind::Vpc, "vpc-a", false, &[]),
            (Kind::Vpc, "vpc-old", true, &[]),
            (Kind::Ipv4Namespace, "ns-old", true, &[]),
            (Kind::Ipv4Namespace, "ns", false, &[]),
            (Kind::Other, "unknown", false, &[]),
        ];
        let (order, stuck) = ordered(&acts);
        let expected = [
            "ns", "vpc-a", "vpc-b", "cable", "att", "gwp", "unknown", "att-old", "vpc-old",
            "ns-old",
        ];
        assert_eq!(order, expected);
        assert!(stuck.is_empty());
    }

    #[test]
    fn what_waits_comes_after_what_it_waits_for_and_a_circle_has_no_order() {
        // The new VPC takes what the old one frees, which is attached.
        let acts = [
            (Kind::Vpc, "new", false, &[1][..]),
            (Kind::Vpc, "old", true, &[2]),
            (Kind::VpcAttachment, "att", true, &[]),
        ];
        assert_eq!(ordered(&acts).0, ["att", "old", "new"]);
        let acts = [
            (Kind::Vpc, "a", false, &[1][..]),
            (Kind::Vpc, "b", false, &[0]),
            (Kind::VpcAttachment, "behind", false, &[0]),
            (Kind::Vpc, "c", false, &[]),
            (Kind::Vpc, "itself", false, &[4]),
        ];
        let (order, stuck) = ordered(&acts);
        assert_eq!(
            (order, stuck),
            (vec!["c".into(), "itself".into()], vec!["a".into(), "b".into(), "behind".into()])
        );
    }

    proptest! {
        #[test]
        fn every_act_is_there_once_and_none_before_what_it_waits_for(
            acts in prop::collection::vec((0..Kind::ALL.len(), any::<bool>(), prop::collection::vec(0..12_usize, 0..3)), 0..12)
        ) {
            let ids: Vec<Identity> =
                acts.iter().enumerate().map(|(at, (kind, ..))| id(Kind::ALL[*kind], &at.to_string())).collect();
            let acts: Vec<Act<'_>> = acts
                .iter()
                .zip(&ids)
                .map(|((_, removes, after), identity)| Act { identity, removes: *removes, after: after.clone() })
                .collect();
            let Sequence { order, stuck } = sequence(&acts);
            let mut all: Vec<usize> = order.iter().chain(&stuck).copied().collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..acts.len()).collect::<Vec<_>>());
            for (place, at) in order.iter().enumerate() {
                for after in acts[*at].after.iter().filter(|after| *after != at && **after < acts.len()) {
                    prop_assert!(order[..place].contains(after));
                }
            }
        }
    }
}
