//! Prefixes with their owners, found by what they overlap.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;
use smallvec::SmallVec;

/// Prefixes of one space, each with those that have it. Two prefixes overlap when one contains the other:
/// so the overlapping ones are on the way up (at most one per length) or lie in between.
#[derive(Debug, Default)]
pub(crate) struct Networks {
    owners: BTreeMap<Place, SmallVec<[u32; 2]>>,
}

/// A prefix in the order of addresses; of those with one address the longer come later.
type Place = (bool, u128, u8);

fn number(address: IpAddr) -> (bool, u128) {
    match address {
        IpAddr::V4(address) => (false, u128::from(u32::from(address))),
        IpAddr::V6(address) => (true, u128::from(address)),
    }
}

fn place(net: IpNet) -> Place {
    let (sixth, start) = number(net.network());
    (sixth, start, net.prefix_len())
}

fn network((sixth, start, length): Place) -> Option<IpNet> {
    let address = match sixth {
        false => IpAddr::V4(u32::try_from(start).ok()?.into()),
        true => IpAddr::V6(start.into()),
    };
    IpNet::new(address, length).ok()
}

impl Networks {
    pub(crate) fn insert(&mut self, net: IpNet, owner: u32) {
        let owners = self.owners.entry(place(net)).or_default();
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    }

    pub(crate) fn remove(&mut self, net: IpNet, owner: u32) {
        if let Some(owners) = self.owners.get_mut(&place(net)) {
            owners.retain(|one| *one != owner);
            if owners.is_empty() {
                self.owners.remove(&place(net));
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    /// The prefixes that overlap `net`, each with who has it, in the order of their first addresses.
    pub(crate) fn overlapping_in_order(
        &self,
        net: IpNet,
    ) -> impl Iterator<Item = (IpNet, &[u32])> + '_ {
        let net = net.trunc();
        let above = (0..net.prefix_len()).filter_map(move |length| {
            let wider = IpNet::new(net.addr(), length).ok()?.trunc();
            Some((wider, self.owners.get(&place(wider))?.as_slice()))
        });
        let (sixth, end) = number(net.broadcast());
        let below = self.owners.range(place(net)..=(sixth, end, u8::MAX));
        let below = below.filter_map(|(place, owners)| Some((network(*place)?, owners.as_slice())));
        above.chain(below)
    }

    /// Who has a prefix that overlaps `net`; somebody with several of them comes several times.
    pub(crate) fn overlapping(&self, net: IpNet) -> impl Iterator<Item = u32> + '_ {
        self.overlapping_in_order(net).flat_map(|(_, owners)| owners).copied()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::net::overlap;

    fn nets() -> impl Strategy<Value = Vec<IpNet>> {
        // Few addresses, so that prefixes meet.
        let four = (0_u32..64, 24_u8..=32).prop_map(|(address, length)| {
            IpNet::new(std::net::Ipv4Addr::from(address << 2).into(), length).unwrap()
        });
        let six = (0_u128..64, 120_u8..=128).prop_map(|(address, length)| {
            IpNet::new(std::net::Ipv6Addr::from(address << 2).into(), length).unwrap()
        });
        proptest::collection::vec(prop_oneof![4 => four, 1 => six], 0..40)
    }

    proptest! {
        #[test]
        fn what_overlaps_is_found_and_nothing_else(nets in nets(), gone in 0_usize..40) {
            let mut all = Networks::default();
            for (at, net) in nets.iter().enumerate() {
                all.insert(*net, u32::try_from(at).unwrap());
            }
            if let Some(net) = nets.get(gone) {
                all.remove(*net, u32::try_from(gone).unwrap());
            }
            for net in &nets {
                let mut found: Vec<usize> = all.overlapping(*net).map(|at| at as usize).collect();
                found.sort_unstable();
                let expected: Vec<usize> = (0..nets.len())
                    .filter(|at| *at != gone && overlap(nets[*at], *net))
                    .collect();
                let mut met: Vec<usize> = all
                    .overlapping_in_order(*net)
                    .flat_map(|(at, owners)| {
                        assert!(owners.iter().all(|owner| nets[*owner as usize].trunc() == at));
                        owners.iter().map(|owner| *owner as usize)
                    })
                    .collect();
                let starts: Vec<_> = all.overlapping_in_order(*net).map(|(net, _)| net.network()).collect();
                prop_assert!(starts.is_sorted());
                met.sort_unstable();
                prop_assert_eq!(&met, &expected);
                prop_assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn an_owner_of_one_prefix_twice_is_found_once() {
        let net = crate::net::prefix("10.0.0.0/24").unwrap();
        let mut all = Networks::default();
        all.insert(net, 1);
        all.insert(net, 1);
        assert_eq!(all.overlapping(net).collect::<Vec<_>>(), [1]);
        all.remove(net, 1);
        assert!(all.is_empty());
    }
}
